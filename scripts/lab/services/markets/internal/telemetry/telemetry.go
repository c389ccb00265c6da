// Package telemetry is what the service reports about itself: metrics and profiles.
package telemetry

import (
	"net/http"
	"net/http/pprof"
	"regexp"
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Telemetry owns the registry, so that nothing else is exported by accident.
type Telemetry struct {
	registry *prometheus.Registry
	requests *prometheus.CounterVec
}

// New registers the Go, process and build metrics, and cacheEntries as a gauge. Without onlyDefaults the live heap is among Go's.
func New(revision, version string, cacheEntries func() int, onlyDefaults bool) *Telemetry {
	registry := prometheus.NewRegistry()
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "http_requests_total",
		Help: "Requests served, by route and status code.",
	}, []string{"handler", "code"})
	build := prometheus.NewGauge(prometheus.GaugeOpts{
		Name:        "markets_build_info",
		Help:        "Always 1; the labels name what is running.",
		ConstLabels: prometheus.Labels{"revision": revision, "version": version},
	})
	build.Set(1)
	runtimeMetrics := collectors.NewGoCollector()
	if !onlyDefaults {
		runtimeMetrics = collectors.NewGoCollector(collectors.WithGoCollectorRuntimeMetrics(
			collectors.GoRuntimeMetricsRule{Matcher: regexp.MustCompile(`^/gc/heap/live:bytes$`)},
		))
	}
	registry.MustRegister(
		build,
		requests,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "markets_cache_entries",
			Help: "Entries of the markets value cache.",
		}, func() float64 { return float64(cacheEntries()) }),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		runtimeMetrics,
	)
	return &Telemetry{registry: registry, requests: requests}
}

// Handle serves /metrics and /debug/pprof on mux.
func (t *Telemetry) Handle(mux *http.ServeMux) {
	mux.Handle("/metrics", promhttp.HandlerFor(t.registry, promhttp.HandlerOpts{}))
	mux.HandleFunc("/debug/pprof/", pprof.Index)
	mux.HandleFunc("/debug/pprof/profile", pprof.Profile)
}

// Count wraps a handler so that its requests are counted under name.
func (t *Telemetry) Count(name string, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		status := &statusWriter{ResponseWriter: w, code: http.StatusOK}
		next(status, r)
		t.requests.WithLabelValues(name, strconv.Itoa(status.code)).Inc()
	}
}

type statusWriter struct {
	http.ResponseWriter
	code int
}

func (w *statusWriter) WriteHeader(code int) {
	w.code = code
	w.ResponseWriter.WriteHeader(code)
}
