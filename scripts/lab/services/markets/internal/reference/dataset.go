// Package reference is the limit-too-small scenario: instruments are loaded once and needed for every request.
package reference

import (
	"bytes"
	"fmt"
)

// Instrument is one row of the reference data.
type Instrument struct {
	ISIN, Name, Currency string
	Notes                []byte
}

// Dataset holds every instrument, by ISIN. It does not grow after Load.
type Dataset struct {
	instruments map[string]*Instrument
}

const instrumentBytes = 1024

// Load builds a data set of about size bytes.
func Load(size int) *Dataset {
	dataset := &Dataset{instruments: make(map[string]*Instrument, size/instrumentBytes)}
	for number := range size / instrumentBytes {
		isin := fmt.Sprintf("XS%010d", number)
		dataset.instruments[isin] = &Instrument{
			ISIN:     isin,
			Name:     fmt.Sprintf("Instrument %d", number),
			Currency: "EUR",
			Notes:    bytes.Repeat([]byte{'.'}, instrumentBytes-192),
		}
	}
	return dataset
}

// Len returns the number of instruments.
func (d *Dataset) Len() int { return len(d.instruments) }
