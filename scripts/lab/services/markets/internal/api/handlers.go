// Package api serves markets over HTTP.
package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"github.com/acme/markets/internal/cache"
	"github.com/acme/markets/internal/markets"
	"github.com/acme/markets/internal/report"
)

// Quote is the answer to a quote request: the best levels and the volume behind them.
type Quote struct {
	Symbol string        `json:"symbol"`
	Best   []cache.Level `json:"best"`
	Volume float64       `json:"volume"`
}

// HandleQuote serves GET /v1/markets/{symbol}/quote?currency=EUR&asOf=0.
func HandleQuote(service *markets.Service) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		asOf, _ := strconv.ParseInt(r.URL.Query().Get("asOf"), 10, 64)
		key := cache.Key{Symbol: r.PathValue("symbol"), Currency: r.URL.Query().Get("currency"), AsOf: asOf}
		values, err := service.Values(r.Context(), key)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		// An answer that cannot be written has no one left to read it.
		_ = json.NewEncoder(w).Encode(quoteOf(values))
	}
}

// HandleReport serves GET /v1/reports/{symbol}?bytes=N&over=2s: all that is known of a market as one document.
func HandleReport(service *markets.Service) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		size, err := strconv.Atoi(r.URL.Query().Get("bytes"))
		if err != nil {
			http.Error(w, "bytes must be a number", http.StatusBadRequest)
			return
		}
		over, err := time.ParseDuration(r.URL.Query().Get("over"))
		if err != nil {
			http.Error(w, "over must be a duration", http.StatusBadRequest)
			return
		}
		values, err := service.Values(r.Context(), cache.Key{Symbol: r.PathValue("symbol"), Currency: "EUR"})
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadGateway)
			return
		}
		w.Header().Set("Content-Type", "text/csv")
		_ = report.Render(w, values, size, over)
	}
}

func quoteOf(values *cache.Values) Quote {
	quote := Quote{Symbol: values.Symbol, Best: values.Levels[:min(5, len(values.Levels))]}
	for _, level := range values.Levels {
		quote.Volume += level.Size
	}
	return quote
}
