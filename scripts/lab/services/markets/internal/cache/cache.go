// Package cache keeps market values that were asked for before.
package cache

import "sync"

// MarketsValueCache maps a market at a time to its values. With a bound it forgets the oldest entry for each new one;
// without a bound (0) it forgets nothing: that is the heap-leak scenario, and with a generous bound the warm-up one.
type MarketsValueCache struct {
	mu      sync.RWMutex
	bound   int
	entries map[Key]*Values
	order   []Key
}

// New returns an empty cache of at most bound entries, or of any number when bound is 0.
func New(bound int) *MarketsValueCache {
	return &MarketsValueCache{bound: bound, entries: make(map[Key]*Values)}
}

// Get returns what was put under key.
func (c *MarketsValueCache) Get(key Key) (*Values, bool) {
	c.mu.RLock()
	defer c.mu.RUnlock()
	values, found := c.entries[key]
	return values, found
}

// Put stores a copy of its own, so that callers may go on using values, and returns the stored copy.
func (c *MarketsValueCache) Put(key Key, values *Values) *Values {
	levels := make([]Level, len(values.Levels))
	copy(levels, values.Levels)
	stored := &Values{Symbol: values.Symbol, Levels: levels}

	c.mu.Lock()
	defer c.mu.Unlock()
	if _, known := c.entries[key]; !known && c.bound > 0 {
		c.makeRoom()
		c.order = append(c.order, key)
	}
	c.entries[key] = stored
	return stored
}

// Len returns the number of entries.
func (c *MarketsValueCache) Len() int {
	c.mu.RLock()
	defer c.mu.RUnlock()
	return len(c.entries)
}

func (c *MarketsValueCache) makeRoom() {
	for len(c.order) >= c.bound {
		delete(c.entries, c.order[0])
		c.order = c.order[1:]
	}
}
