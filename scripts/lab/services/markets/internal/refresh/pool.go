// Package refresh keeps the popular markets warm with a fixed number of workers.
package refresh

import (
	"context"
	"time"

	"github.com/acme/markets/internal/cache"
)

// Pool is a fixed number of workers that ask for the same markets again and again.
type Pool struct {
	queue chan cache.Key
}

// Start runs size workers that call get for each market of the list, one market every interval, until ctx ends.
func Start(ctx context.Context, size int, interval time.Duration, list []cache.Key, get func(context.Context, cache.Key) error) *Pool {
	pool := &Pool{queue: make(chan cache.Key)}
	for range size {
		go pool.work(ctx, get)
	}
	go pool.feed(ctx, interval, list)
	return pool
}

func (p *Pool) feed(ctx context.Context, interval time.Duration, list []cache.Key) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	for next := 0; ; next++ {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			p.queue <- list[next%len(list)]
		}
	}
}

func (p *Pool) work(ctx context.Context, get func(context.Context, cache.Key) error) {
	for {
		select {
		case <-ctx.Done():
			return
		case key := <-p.queue:
			// A market that cannot be refreshed now is asked for again in the next round.
			_ = get(ctx, key)
		}
	}
}
