// Command churn writes heap and goroutine profiles of a process that grows: the corpus of the comparison tests.
package main

import (
	"flag"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"

	"example.test/churn/internal/cache"
	other "example.test/churn/internal/other/cache"
	"example.test/churn/internal/tree"
)

var (
	store     = cache.New()
	documents other.Store
	trees     []*tree.Node[int64]
	rows      [][]byte
	blocked   = make(chan int)
)

func main() {
	out := flag.String("out", ".", "the directory to write to")
	flag.Parse()
	runtime.MemProfileRate = 4096
	grow(200, 40)
	write(*out, "base")
	grow(900, 25)
	write(*out, "current")
}

func grow(entries, waiters int) {
	first := store.Len()
	for i := range entries {
		store.Put(first+i, 2048)
		if err := documents.Put(512); err != nil {
			log.Fatal(err)
		}
	}
	trees = append(trees, tree.Grow[int64](8, entries/8))
	rows = append(rows, tree.Even(entries/10, 1024)...)
	for range waiters {
		go send(1)
		go func() { time.Sleep(time.Hour) }()
	}
	time.Sleep(50 * time.Millisecond)
}

// send blocks forever: no one receives.
func send(value int) { blocked <- value }

func write(directory, name string) {
	runtime.GC()
	runtime.GC()
	for _, kind := range []string{"heap", "goroutine"} {
		file, err := os.Create(filepath.Join(directory, kind+"-"+name+".pb.gz"))
		if err != nil {
			log.Fatal(err)
		}
		if err := pprof.Lookup(kind).WriteTo(file, 0); err != nil {
			log.Fatal(err)
		}
		if err := file.Close(); err != nil {
			log.Fatal(err)
		}
	}
}
