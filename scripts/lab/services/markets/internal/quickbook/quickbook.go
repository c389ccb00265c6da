// Package quickbook decodes books with a library in C, which is in the program only where it was built with cgo.
package quickbook

const bookBytes = 16 << 10

// Decoder hands books to the C library. It ought to release each one when it has been read, and releases none: that is the
// fault of the native-beside-cache scenario.
type Decoder struct {
	decoded int
}

// Decode decodes books of so many bytes altogether. It reports whether there was a library and memory for them.
func (d *Decoder) Decode(bytes int) bool {
	for ; bytes > 0; bytes -= bookBytes {
		if !decode(bookBytes) {
			return false
		}
		d.decoded++
	}
	return true
}
