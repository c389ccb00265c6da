// Package report is the burst scenario (and the peaks of limit-too-small): it renders many books into one document.
package report

import (
	"bytes"
	"fmt"
	"io"
	"time"

	"github.com/acme/markets/internal/cache"
)

// Render writes about size bytes of CSV for the book to w. It builds the whole document in memory, over the given time,
// before it writes the first byte.
func Render(w io.Writer, book *cache.Values, size int, over time.Duration) error {
	const parts = 20
	chunks := make([]*bytes.Buffer, 0, parts)
	for range parts {
		chunks = append(chunks, renderPart(book, size/parts))
		time.Sleep(over / parts)
	}
	for _, chunk := range chunks {
		if _, err := chunk.WriteTo(w); err != nil {
			return err
		}
	}
	return nil
}

func renderPart(book *cache.Values, size int) *bytes.Buffer {
	part := bytes.NewBuffer(make([]byte, 0, size))
	for part.Len() < size-128 {
		for _, level := range book.Levels {
			if part.Len() >= size-128 {
				break
			}
			fmt.Fprintf(part, "%s,%s,%.6f,%.6f,%d\n", book.Symbol, level.Venue, level.Price, level.Size, level.Orders)
		}
	}
	return part
}
