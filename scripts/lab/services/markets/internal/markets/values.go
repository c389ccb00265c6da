// Package markets answers "what are the values of this market as of then".
package markets

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/acme/markets/internal/cache"
)

// Source is the exchange: it returns the values of a market as JSON.
type Source interface {
	Query(ctx context.Context, key cache.Key) ([]byte, error)
}

// Observer is notified of every answer that did not come from the cache.
type Observer func(ctx context.Context, key cache.Key, values *cache.Values)

// Service reads through the cache.
type Service struct {
	cache   *cache.MarketsValueCache
	source  Source
	observe []Observer
}

// New returns a service that asks source for what values does not hold.
func New(values *cache.MarketsValueCache, source Source, observe ...Observer) *Service {
	return &Service{cache: values, source: source, observe: observe}
}

// Values returns the values of one market.
func (s *Service) Values(ctx context.Context, key cache.Key) (*cache.Values, error) {
	return s.getOrQueryMarketsValues(ctx, key)
}

func (s *Service) getOrQueryMarketsValues(ctx context.Context, key cache.Key) (*cache.Values, error) {
	if values, found := s.cache.Get(key); found {
		return values, nil
	}
	body, err := s.source.Query(ctx, key)
	if err != nil {
		return nil, fmt.Errorf("query %s: %w", key.Symbol, err)
	}
	var values cache.Values
	if err := json.Unmarshal(body, &values); err != nil {
		return nil, fmt.Errorf("decode %s: %w", key.Symbol, err)
	}
	stored := s.cache.Put(key, &values)
	for _, observe := range s.observe {
		observe(ctx, key, stored)
	}
	return stored, nil
}
