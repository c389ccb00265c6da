// Command labelled leaks goroutines under labels of pprof, as a service does that labels its requests: the corpus of the
// test that reads such profiles back from a profile server.
package main

import (
	"context"
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"
)

const customers = 4

var closing = make(chan struct{})

func main() {
	out := flag.String("out", ".", "the directory to write to")
	flag.Parse()
	for range 12 {
		go serve(closing)
	}
	requests(3)
	write(*out, "labelled-base.goroutine.pb.gz")
	requests(30)
	write(*out, "labelled-current.goroutine.pb.gz")
}

// requests starts the goroutines that so many requests of each customer leave behind: 3 each of one endpoint, 1 of another.
func requests(each int) {
	for range each {
		for customer := range customers {
			labelled("/watch", customer, func() {
				for range 3 {
					go watch(make(chan int))
				}
			})
			labelled("/health", customer, func() { go serve(closing) })
		}
	}
	time.Sleep(100 * time.Millisecond)
}

func labelled(endpoint string, customer int, do func()) {
	labels := pprof.Labels("endpoint", endpoint, "customer", fmt.Sprint("c-", customer))
	pprof.Do(context.Background(), labels, func(context.Context) { do() })
}

// watch never ends: nothing sends.
func watch(updates chan int) { <-updates }

func serve(until chan struct{}) { <-until }

func write(directory, name string) {
	file, err := os.Create(filepath.Join(directory, name))
	if err != nil {
		log.Fatal(err)
	}
	defer file.Close()
	if err := pprof.Lookup("goroutine").WriteTo(file, 0); err != nil {
		log.Fatal(err)
	}
}
