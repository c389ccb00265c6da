// Package session is the load-driven scenario: each client's statement is kept for as long as its session lives.
package session

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/acme/markets/internal/cache"
)

const statementBytes = 96 << 10

// Sessions holds the statements of clients that were seen lately.
type Sessions struct {
	mu    sync.Mutex
	life  time.Duration
	queue []entry
}

type entry struct {
	ends      time.Time
	statement []byte
}

// New returns sessions that end after the given time. Run must be called to end them.
func New(life time.Duration) *Sessions {
	return &Sessions{life: life}
}

// Observe opens a session with the client's statement.
func (s *Sessions) Observe(_ context.Context, key cache.Key, values *cache.Values) {
	statement := render(key, values)
	s.mu.Lock()
	defer s.mu.Unlock()
	s.queue = append(s.queue, entry{ends: time.Now().Add(s.life), statement: statement})
}

// Run ends sessions that are over, once a second, until ctx ends.
func (s *Sessions) Run(ctx context.Context) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case now := <-ticker.C:
			s.end(now)
		}
	}
}

// Len returns the number of living sessions.
func (s *Sessions) Len() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.queue)
}

func (s *Sessions) end(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	over := 0
	for over < len(s.queue) && s.queue[over].ends.Before(now) {
		over++
	}
	// A copy: the old array must not keep the statements that are over.
	s.queue = append([]entry(nil), s.queue[over:]...)
}

func render(key cache.Key, values *cache.Values) []byte {
	statement := make([]byte, 0, statementBytes)
	for len(statement) < statementBytes-128 && len(values.Levels) > 0 {
		for _, level := range values.Levels {
			if len(statement) >= statementBytes-128 {
				break
			}
			statement = fmt.Appendf(statement, "%s,%d,%s,%.4f,%.2f\n", key.Symbol, key.AsOf, level.Venue, level.Price, level.Size)
		}
	}
	return statement
}
