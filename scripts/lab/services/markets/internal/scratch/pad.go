// Package scratch keeps rendered books in a volume for whoever asks again.
package scratch

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
)

const fileBytes = 256 << 10

// Pad writes one file after the other and removes none: that is the fault of the memory-volume scenario, where the volume lies in
// memory.
type Pad struct {
	directory string
	run       int
	files     int
	pending   int
}

// Open returns a pad in a directory. Files of earlier runs stay beside its own.
func Open(directory string) *Pad {
	return &Pad{directory: directory, run: os.Getpid()}
}

// Write adds files of so many bytes altogether.
func (p *Pad) Write(bytes int) {
	p.pending += bytes
	for ; p.pending >= fileBytes; p.pending -= fileBytes {
		p.files++
		name := filepath.Join(p.directory, fmt.Sprintf("book-%d-%06d.csv", p.run, p.files))
		if err := os.WriteFile(name, make([]byte, fileBytes), 0o600); err != nil {
			log.Printf("scratch: %v", err)
			return
		}
	}
}
