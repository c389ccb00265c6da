// Package cache keeps everything it is given.
package cache

// Store only grows.
type Store struct {
	entries map[int][]byte
}

// New returns an empty store.
func New() *Store { return &Store{entries: map[int][]byte{}} }

// Put keeps size bytes under key.
func (s *Store) Put(key, size int) {
	s.entries[key] = make([]byte, size)
}

// Len returns the number of entries.
func (s *Store) Len() int { return len(s.entries) }
