// Package expiry is the timer-leak scenario: it notifies subscribers when a book they saw has gone stale.
package expiry

import (
	"context"
	"sync/atomic"
	"time"

	"github.com/acme/markets/internal/cache"
)

// Notifier starts one timer for each book.
type Notifier struct {
	after time.Duration
	stale atomic.Int64
}

// New returns a notifier that calls a book stale after the given time.
func New(after time.Duration) *Notifier {
	return &Notifier{after: after}
}

// Observe starts the timer. No one keeps it, so no one can stop it when the book leaves the cache: the runtime's timer
// heap holds the closure, and the closure holds the book, until the day is over.
func (n *Notifier) Observe(_ context.Context, key cache.Key, values *cache.Values) {
	snapshot := snapshotOf(values)
	time.AfterFunc(n.after, func() {
		if snapshot.Symbol == key.Symbol {
			n.stale.Add(int64(len(snapshot.Levels)))
		}
	})
}

func snapshotOf(values *cache.Values) *cache.Values {
	return &cache.Values{Symbol: values.Symbol, Levels: append([]cache.Level(nil), values.Levels...)}
}
