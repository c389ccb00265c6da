// Package audit records what was quoted to whom, for the regulator.
package audit

import (
	"context"
	"sync"
	"time"
)

const recordBytes = 2048

// Record is one quote as it was given.
type Record struct {
	at      time.Time
	payload []byte
}

// Trail is written to the archive when the day ends, and until then keeps every record: that is the fault of the scenarios that
// use it.
type Trail struct {
	mu      sync.Mutex
	records []*Record
}

// Append adds records of so many bytes altogether.
func (t *Trail) Append(bytes int) {
	t.mu.Lock()
	defer t.mu.Unlock()
	for ; bytes > 0; bytes -= recordBytes {
		t.records = append(t.records, newRecord())
	}
}

func newRecord() *Record {
	payload := make([]byte, recordBytes)
	for i := range payload {
		payload[i] = byte(i)
	}
	return &Record{at: time.Now(), payload: payload}
}

// Len returns the number of records.
func (t *Trail) Len() int {
	t.mu.Lock()
	defer t.mu.Unlock()
	return len(t.records)
}

// Watchers wait for the acknowledgement of an archive that never answers. One is started for each half MiB of records: too few
// to matter.
type Watchers struct {
	acknowledged chan struct{}
	pending      int
}

const bytesPerWatcher = 480 << 10

// NewWatchers returns watchers of an archive that never answers.
func NewWatchers() *Watchers {
	return &Watchers{acknowledged: make(chan struct{})}
}

// Follow starts the watchers that so many more bytes need.
func (w *Watchers) Follow(ctx context.Context, bytes int) {
	w.pending += bytes
	for ; w.pending >= bytesPerWatcher; w.pending -= bytesPerWatcher {
		go w.await(ctx)
	}
}

func (w *Watchers) await(ctx context.Context) {
	select {
	case <-ctx.Done():
	case <-w.acknowledged:
	}
}
