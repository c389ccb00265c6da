// Keeps everything it is asked for, and sends the runtime's metrics by OpenTelemetry's own SDK.
package main

import (
	"bytes"
	"context"
	"log"
	"os"
	"os/signal"
	"syscall"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/runtime"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/sdk/metric"
)

var kept [][]byte

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	exporter, err := otlpmetrichttp.New(ctx)
	if err != nil {
		log.Fatal(err)
	}
	provider := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(exporter)))
	otel.SetMeterProvider(provider)
	if err := runtime.Start(runtime.WithMinimumReadMemStatsInterval(time.Second)); err != nil {
		log.Fatal(err)
	}
	tick := time.NewTicker(200 * time.Millisecond)
	for {
		select {
		case <-ctx.Done():
			_ = provider.Shutdown(context.Background())
			os.Exit(0)
		case <-tick.C:
			kept = append(kept, bytes.Repeat([]byte{1}, 64<<10))
			_ = bytes.Repeat([]byte{2}, 512<<10)
		}
	}
}
