package main

import (
	"fmt"
	"os"
	"strconv"
)

// settings are read from the environment once, at the start.
type settings struct {
	listen   string
	exchange string
	depth    int
	// Entries that the cache holds; 0 is without a bound.
	cacheBound int
	// Bytes of reference data to load at the start.
	referenceBytes int
	workers        int
	// How long a session lives and how large the spool is, where the fault has them.
	sessionSeconds int
	spoolBytes     int
	// Which fault this process has besides its settings, or none; see newService.
	fault string
	// Jobs beside the service, separated by commas, and the bytes a second that they keep or waste; see startJobs.
	jobs    string
	growth  int
	garbage int
	// Only the metrics that client_golang serves by default.
	defaultMetrics bool
}

func readSettings() (settings, error) {
	read := settings{
		listen:   os.Getenv("MARKETS_LISTEN"),
		exchange: os.Getenv("MARKETS_EXCHANGE"),
		fault:    os.Getenv("MARKETS_FAULT"),
		jobs:     os.Getenv("MARKETS_JOBS"),

		defaultMetrics: os.Getenv("MARKETS_DEFAULT_METRICS") == "true",
	}
	for name, target := range map[string]*int{
		"MARKETS_DEPTH":           &read.depth,
		"MARKETS_CACHE_BOUND":     &read.cacheBound,
		"MARKETS_REFERENCE_BYTES": &read.referenceBytes,
		"MARKETS_WORKERS":         &read.workers,
	} {
		value, err := strconv.Atoi(os.Getenv(name))
		if err != nil {
			return read, fmt.Errorf("%s must be a whole number", name)
		}
		*target = value
	}
	for name, target := range map[string]*int{
		"MARKETS_SESSION_SECONDS": &read.sessionSeconds,
		"MARKETS_SPOOL_BYTES":     &read.spoolBytes,
		"MARKETS_GROWTH":          &read.growth,
		"MARKETS_GARBAGE":         &read.garbage,
	} {
		text, isSet := os.LookupEnv(name)
		value, err := strconv.Atoi(text)
		if isSet && err != nil {
			return read, fmt.Errorf("%s must be a whole number", name)
		}
		*target = value
	}
	if read.listen == "" || read.exchange == "" {
		return read, fmt.Errorf("MARKETS_LISTEN and MARKETS_EXCHANGE must be set")
	}
	return read, nil
}
