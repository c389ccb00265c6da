// Package pace does work at a steady rate by the clock: a machine that others load delays it, but makes it no less.
package pace

import (
	"context"
	"time"
)

// Run calls step with so many bytes a second, until ctx ends. What fell behind is due at the next call.
func Run(ctx context.Context, bytesPerSecond int, step func(bytes int)) {
	const interval = 250 * time.Millisecond
	if bytesPerSecond <= 0 {
		return
	}
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	started, done := time.Now(), 0
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			due := int(time.Since(started).Seconds() * float64(bytesPerSecond))
			step(due - done)
			done = due
		}
	}
}
