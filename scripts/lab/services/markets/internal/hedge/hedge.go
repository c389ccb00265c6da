// Package hedge is the goroutine-leak scenario: it asks the exchange twice and takes the faster answer.
package hedge

import (
	"context"
	"encoding/json"

	"github.com/acme/markets/internal/cache"
	"github.com/acme/markets/internal/markets"
)

// Source sends every query to two sources at once.
type Source struct {
	first, second markets.Source
}

// New returns a source that races first against second.
func New(first, second markets.Source) *Source {
	return &Source{first: first, second: second}
}

// Query returns whichever answer comes first. The other answer's goroutine is never received from: the channel has no
// buffer and no one reads it again, so that goroutine stays blocked in its send with the book it decoded.
func (s *Source) Query(ctx context.Context, key cache.Key) ([]byte, error) {
	answers := make(chan answer)
	go s.ask(ctx, s.first, key, answers)
	go s.ask(ctx, s.second, key, answers)
	fastest := <-answers
	return fastest.body, fastest.err
}

type answer struct {
	body []byte
	book cache.Values
	err  error
}

func (s *Source) ask(ctx context.Context, source markets.Source, key cache.Key, answers chan<- answer) {
	// Detached on purpose: the slower answer is to finish even when the request has been served.
	body, err := source.Query(context.WithoutCancel(ctx), key)
	reply := answer{body: body, err: err}
	if err == nil {
		reply.err = json.Unmarshal(body, &reply.book)
	}
	answers <- reply
}
