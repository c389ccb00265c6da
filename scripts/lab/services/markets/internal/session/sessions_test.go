package session

import (
	"context"
	"testing"
	"time"

	"github.com/acme/markets/internal/cache"
)

func TestSessionsEnd(t *testing.T) {
	sessions := New(time.Minute)
	book := &cache.Values{Symbol: "DAX", Levels: []cache.Level{{Price: 1, Venue: "XETR"}}}
	sessions.Observe(context.Background(), cache.Key{Symbol: "DAX"}, book)
	sessions.end(time.Now())
	if sessions.Len() != 1 {
		t.Fatal("a session ended before its time")
	}
	sessions.end(time.Now().Add(2 * time.Minute))
	if sessions.Len() != 0 {
		t.Error("a session that is over is still kept")
	}
}
