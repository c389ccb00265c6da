// Package render makes documents that are not kept.
package render

const documentBytes = 32 << 10

// Documents renders documents of so many bytes altogether. Each is garbage at once: what matters is when the collector runs.
func Documents(bytes int) int {
	written := 0
	for ; bytes > 0; bytes -= documentBytes {
		written += len(document())
	}
	return written
}

//go:noinline
func document() []byte {
	text := make([]byte, documentBytes)
	for i := range text {
		text[i] = byte(i)
	}
	return text
}
