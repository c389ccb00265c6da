// Command markets-api quotes markets. It is the service that Leakbot's lab runs out of memory.
package main

import (
	"context"
	"errors"
	"log"
	"net/http"
	"os/signal"
	"syscall"
	"time"

	"github.com/acme/markets/internal/api"
	"github.com/acme/markets/internal/cache"
	"github.com/acme/markets/internal/exchange"
	"github.com/acme/markets/internal/expiry"
	"github.com/acme/markets/internal/hedge"
	"github.com/acme/markets/internal/markets"
	"github.com/acme/markets/internal/reference"
	"github.com/acme/markets/internal/refresh"
	"github.com/acme/markets/internal/session"
	"github.com/acme/markets/internal/spool"
	"github.com/acme/markets/internal/telemetry"
	"github.com/acme/markets/internal/ticks"
)

// Set by the linker.
var revision, version = "unknown", "unknown"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM, syscall.SIGINT)
	defer stop()
	settings, err := readSettings()
	if err != nil {
		log.Fatal(err)
	}
	if err := serve(ctx, settings); err != nil {
		log.Fatal(err)
	}
}

func serve(ctx context.Context, settings settings) error {
	values := cache.New(settings.cacheBound)
	service, err := newService(ctx, values, settings)
	if err != nil {
		return err
	}
	instruments, err := reference.Load(settings.referenceBytes)
	if err != nil {
		return err
	}
	log.Printf("markets-api %s: %d instruments loaded", revision, instruments.Len())
	refresh.Start(ctx, settings.workers, time.Second, popular(), func(ctx context.Context, key cache.Key) error {
		_, err := service.Values(ctx, key)
		return err
	})

	if err := startJobs(ctx, settings, values); err != nil {
		return err
	}

	mux := http.NewServeMux()
	watch := telemetry.New(revision, version, values.Len, settings.defaultMetrics)
	watch.Handle(mux)
	mux.HandleFunc("GET /v1/markets/{symbol}/quote", watch.Count("quote", api.HandleQuote(service)))
	mux.HandleFunc("GET /v1/reports/{symbol}", watch.Count("report", api.HandleReport(service)))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	server := &http.Server{Addr: settings.listen, Handler: mux, ReadHeaderTimeout: 5 * time.Second}
	go func() {
		<-ctx.Done()
		// Requests in flight get two seconds; whatever error is left, the process ends now.
		deadline, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		defer cancel()
		_ = server.Shutdown(deadline)
	}()
	if err := server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	// Keeps the reference data reachable for as long as the service runs.
	log.Printf("markets-api %s: stopped with %d instruments", revision, instruments.Len())
	return nil
}

func newService(ctx context.Context, values *cache.MarketsValueCache, settings settings) (*markets.Service, error) {
	source := exchange.New(settings.exchange, settings.depth)
	switch settings.fault {
	case "goroutine-leak":
		return markets.New(values, hedge.New(source, source)), nil
	case "timer-leak":
		return markets.New(values, source, expiry.New(24*time.Hour).Observe), nil
	case "native-growth":
		return markets.New(values, source, new(ticks.Arena).Observe), nil
	case "load-driven":
		sessions := session.New(time.Duration(settings.sessionSeconds) * time.Second)
		go sessions.Run(ctx)
		return markets.New(values, source, sessions.Observe), nil
	case "page-cache":
		books, err := spool.Open("/data", int64(settings.spoolBytes))
		if err != nil {
			return nil, err
		}
		go books.Replay(ctx, 2*time.Second)
		return markets.New(values, source, books.Observe), nil
	default:
		return markets.New(values, source), nil
	}
}

func popular() []cache.Key {
	var keys []cache.Key
	for _, symbol := range []string{"DAX", "MDAX", "SDAX", "TECDAX", "ESTX50", "CAC40", "FTSE100", "SMI", "AEX", "IBEX35"} {
		keys = append(keys, cache.Key{Symbol: symbol, Currency: "EUR"})
	}
	return keys
}
