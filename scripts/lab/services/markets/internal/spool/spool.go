// Package spool is the page-cache scenario: it keeps recent books in a file and replays the whole file again and again.
package spool

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"os"
	"sync"
	"time"

	"github.com/acme/markets/internal/cache"
)

const levelBytes = 24

// Spool is a ring of books on disk. The file has no name, so it goes with the process.
type Spool struct {
	mu     sync.Mutex
	file   *os.File
	size   int64
	offset int64
	volume float64
}

// Open makes a spool of at most size bytes in dir.
func Open(dir string, size int64) (*Spool, error) {
	file, err := os.CreateTemp(dir, "spool-")
	if err != nil {
		return nil, fmt.Errorf("open the spool: %w", err)
	}
	if err := os.Remove(file.Name()); err != nil {
		return nil, fmt.Errorf("unlink the spool: %w", err)
	}
	return &Spool{file: file, size: size}, nil
}

// Observe writes every level of the book to the file, over the oldest once it is full.
func (s *Spool) Observe(_ context.Context, _ cache.Key, values *cache.Values) {
	page := make([]byte, 0, levelBytes*len(values.Levels))
	for _, level := range values.Levels {
		page = binary.LittleEndian.AppendUint64(page, math.Float64bits(level.Price))
		page = binary.LittleEndian.AppendUint64(page, math.Float64bits(level.Size))
		page = binary.LittleEndian.AppendUint64(page, uint64(level.Orders))
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.offset+int64(len(page)) > s.size {
		s.offset = 0
	}
	if _, err := s.file.WriteAt(page, s.offset); err == nil {
		s.offset += int64(len(page))
	}
}

// Replay reads the whole file every interval until ctx ends: pages that are read again stay in the working set.
func (s *Spool) Replay(ctx context.Context, interval time.Duration) {
	ticker := time.NewTicker(interval)
	defer ticker.Stop()
	buffer := make([]byte, levelBytes*4096)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			s.replayOnce(buffer)
		}
	}
}

func (s *Spool) replayOnce(buffer []byte) {
	volume := 0.0
	reader := io.NewSectionReader(s.file, 0, s.size)
	for {
		read, err := io.ReadFull(reader, buffer)
		for at := 0; at+levelBytes <= read; at += levelBytes {
			volume += math.Float64frombits(binary.LittleEndian.Uint64(buffer[at+8:]))
		}
		if err != nil {
			break
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.volume = volume
}
