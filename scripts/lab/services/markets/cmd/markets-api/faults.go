package main

import (
	"context"
	"fmt"
	"log"
	"runtime/debug"
	"strings"

	"github.com/acme/markets/internal/audit"
	"github.com/acme/markets/internal/cache"
	"github.com/acme/markets/internal/pace"
	"github.com/acme/markets/internal/quickbook"
	"github.com/acme/markets/internal/render"
	"github.com/acme/markets/internal/scratch"
	"github.com/acme/markets/internal/venues"
)

// warmUpShare is how much slower the cache fills than the C library leaks.
const warmUpShare = 8

// startJobs runs the jobs that the settings name, each at a pace of its own. What they leave behind is the fault of a scenario.
func startJobs(ctx context.Context, settings settings, values *cache.MarketsValueCache) error {
	for _, job := range strings.FieldsFunc(settings.jobs, func(r rune) bool { return r == ',' }) {
		step, err := jobNamed(ctx, job, settings, values)
		if err != nil {
			return err
		}
		rate := settings.growth
		if job == "render" {
			rate = settings.garbage
		}
		go pace.Run(ctx, rate, step)
	}
	return nil
}

func jobNamed(ctx context.Context, job string, settings settings, values *cache.MarketsValueCache) (func(bytes int), error) {
	switch job {
	case "audit":
		trail := new(audit.Trail)
		return trail.Append, nil
	case "watchers":
		watchers := audit.NewWatchers()
		return func(bytes int) { watchers.Follow(ctx, bytes) }, nil
	case "render":
		// What the start left behind is not to be garbage that this job is blamed for.
		debug.FreeOSMemory()
		return func(bytes int) { render.Documents(bytes) }, nil
	case "quickbook":
		decoder := new(quickbook.Decoder)
		return func(bytes int) {
			if !decoder.Decode(bytes) {
				log.Fatal("quickbook: the program was built without cgo, or there is no memory")
			}
		}, nil
	case "warm-up":
		next := int64(0)
		return func(bytes int) { next = warm(values, next, bytes/warmUpShare) }, nil
	case "probe":
		prober := venues.New(settings.exchange)
		return func(bytes int) { prober.Probe(ctx, bytes) }, nil
	case "scratch":
		return scratch.Open("/scratch").Write, nil
	default:
		return nil, fmt.Errorf("MARKETS_JOBS names no job: %q", job)
	}
}

// warm puts books of so many bytes altogether into the cache, which is bounded.
func warm(values *cache.MarketsValueCache, next int64, bytes int) int64 {
	const levels, levelBytes = 100, 40
	for ; bytes > 0; bytes -= levels * levelBytes {
		next++
		values.Put(cache.Key{Symbol: "WARM", AsOf: next}, &cache.Values{Symbol: "WARM", Levels: make([]cache.Level, levels)})
	}
	return next
}
