// Command quota-agent counts requests beside a service, in a container of its own. Nothing is wrong with it: its memory is level,
// and it serves Go's metrics like any Go program.
package main

import (
	"log"
	"net/http"
	"os"
	"regexp"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/acme/markets/internal/render"
)

const tableBytes = 6 << 20

func main() {
	table := make([]byte, tableBytes)
	registry := prometheus.NewRegistry()
	registry.MustRegister(
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(
			collectors.GoRuntimeMetricsRule{Matcher: regexp.MustCompile(`^/gc/heap/live:bytes$`)},
		)),
	)
	go func() {
		for tick := range time.Tick(100 * time.Millisecond) {
			table[tick.UnixNano()%tableBytes]++
			render.Documents(64 << 10)
		}
	}()
	http.Handle("/metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	log.Fatal(http.ListenAndServe(os.Getenv("QUOTA_LISTEN"), nil))
}
