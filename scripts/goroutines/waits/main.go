// Command waits starts goroutines that wait in every way there is, some forever and some not, and writes what the
// runtime reports of them: the corpus of the tests that read goroutine stacks.
package main

import (
	"context"
	"flag"
	"log"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"sync"
	"time"
)

const wake = 15 * time.Second

var (
	// Reachable from here, so the runtime cannot call who waits for them leaked.
	never    = make(chan int)
	shutdown = make(chan struct{})
)

func main() {
	out := flag.String("out", ".", "the directory to write to")
	span := flag.Duration("span", 250*time.Second, "between the base and the current profiles")
	flag.Parse()
	go nested(150)
	go pinned()
	start(5)
	write(*out, "waits-base.goroutine.pb.gz", "goroutine", 0)
	start(40)
	// The runtime notes since when a goroutine waits when it collects garbage.
	for end := time.Now().Add(*span); time.Now().Before(end); time.Sleep(2 * time.Second) {
		runtime.GC()
	}
	write(*out, "waits-current.goroutine.pb.gz", "goroutine", 0)
	// Before the leak profile: afterwards leaked goroutines are shown without their time.
	write(*out, "waits.stacks.txt", "goroutine", 2)
	write(*out, "waits.goroutineleak.pb.gz", "goroutineleak", 0)
	write(*out, "waits.stacks-after.txt", "goroutine", 2)
}

func start(count int) {
	for range count {
		go abandonedSend()
		go abandonedSelect()
		go forgottenLock()
		go ticking()
		go retrying()
		go napping()
		go timed()
		go listening()
	}
	time.Sleep(50 * time.Millisecond)
}

// Leaks: no one else has what they wait for.

func abandonedSend() { make(chan int) <- 1 }

func abandonedSelect() {
	first, second := make(chan int), make(chan int)
	select {
	case <-first:
	case second <- 1:
	}
}

func forgottenLock() {
	var lock sync.Mutex
	lock.Lock()
	lock.Lock()
}

// No leaks: a timer wakes them again and again.

func ticking() {
	ticker := time.NewTicker(wake)
	defer ticker.Stop()
	for {
		select {
		case <-shutdown:
			return
		case <-ticker.C:
		}
	}
}

func retrying() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	for {
		select {
		case <-ctx.Done():
			return
		case <-time.After(wake):
		}
	}
}

func napping() {
	for {
		time.Sleep(wake)
	}
}

func timed() {
	for {
		<-time.NewTimer(wake).C
	}
}

// No leak as far as the runtime can know: someone may still send.

func listening() { <-never }

func pinned() {
	runtime.LockOSThread()
	<-never
}

func nested(depth int) {
	if depth == 0 {
		<-never
	}
	nested(depth - 1)
}

func write(directory, name, profile string, debug int) {
	file, err := os.Create(filepath.Join(directory, name))
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	if err := pprof.Lookup(profile).WriteTo(file, debug); err != nil {
		log.Fatal(err)
	}
}
