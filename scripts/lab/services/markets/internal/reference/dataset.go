// Package reference is the limit-too-small scenario: instruments are loaded once and needed for every request.
package reference

import (
	"encoding/json"
	"fmt"
	"strings"
)

// Instrument is one row of the reference data.
type Instrument struct {
	ISIN     string `json:"isin"`
	Name     string `json:"name"`
	Currency string `json:"currency"`
	Notes    string `json:"notes"`
}

// Dataset holds every instrument, by ISIN. It does not grow after Load.
type Dataset struct {
	instruments map[string]*Instrument
}

const instrumentBytes = 1024

// Load builds a data set of about size bytes, record by record from JSON as it would come from a file: so much passes
// through the heap at the start that the process stands at its steady level from then on.
func Load(size int) (*Dataset, error) {
	dataset := &Dataset{instruments: make(map[string]*Instrument, size/instrumentBytes)}
	for number := range size / instrumentBytes {
		var instrument Instrument
		if err := json.Unmarshal(record(number), &instrument); err != nil {
			return nil, fmt.Errorf("instrument %d: %w", number, err)
		}
		dataset.instruments[instrument.ISIN] = &instrument
	}
	return dataset, nil
}

func record(number int) []byte {
	notes := strings.Repeat(".", instrumentBytes-192)
	return fmt.Appendf(nil, `{"isin":"XS%010d","name":"Instrument %d","currency":"EUR","notes":"%s"}`, number, number, notes)
}

// Len returns the number of instruments.
func (d *Dataset) Len() int { return len(d.instruments) }
