// Command texts writes its heap and goroutines as profiles and as the text of debug=1: the corpus of the test that reads
// both alike.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"time"
)

var kept [][]byte

func small(n int) []byte { return make([]byte, n) }

func keep(n int) { kept = append(kept, small(n)) }

func grow(count int) {
	for range count {
		keep(40_000)
		keep(1_000)
	}
}

func wait(until chan struct{}) { <-until }

func inner(until chan struct{}) { outer(until) }

func outer(until chan struct{}) {
	select {
	case <-until:
	case <-time.After(time.Hour):
	}
}

func main() {
	out := flag.String("out", ".", "the directory to write to")
	flag.Parse()
	grow(4000)
	until := make(chan struct{})
	for range 7 {
		go wait(until)
		go inner(until)
	}
	pprof.Do(context.Background(), pprof.Labels("job", "a, b"), func(context.Context) { go wait(until) })
	time.Sleep(100 * time.Millisecond)
	// Twice: what the first collection frees is in no profile before the second.
	runtime.GC()
	runtime.GC()
	for _, profile := range []string{"heap", "goroutine"} {
		write(filepath.Join(*out, "go-"+profile+".pb.gz"), profile, 0)
		write(filepath.Join(*out, "go-"+profile+".txt"), profile, 1)
	}
}

func write(path, profile string, debug int) {
	file, err := os.Create(path)
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	if err := pprof.Lookup(profile).WriteTo(file, debug); err != nil {
		log.Fatal(err)
	}
}
