// Package exchange asks the exchange for order books over HTTP.
package exchange

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/acme/markets/internal/cache"
)

// Client speaks to one exchange.
type Client struct {
	base  string
	depth int
	http  *http.Client
}

// New returns a client for the exchange at base that asks for depth levels of each order book.
func New(base string, depth int) *Client {
	return &Client{
		base:  base,
		depth: depth,
		http: &http.Client{
			Timeout:   5 * time.Second,
			Transport: &http.Transport{MaxIdleConnsPerHost: 16, IdleConnTimeout: time.Minute},
		},
	}
}

// Query returns the order book of key as JSON.
func (c *Client) Query(ctx context.Context, key cache.Key) ([]byte, error) {
	query := url.Values{
		"currency": {key.Currency},
		"asOf":     {strconv.FormatInt(key.AsOf, 10)},
		"depth":    {strconv.Itoa(c.depth)},
	}
	address := c.base + "/books/" + url.PathEscape(key.Symbol) + "?" + query.Encode()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := c.http.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("exchange answered %s", response.Status)
	}
	return io.ReadAll(response.Body)
}
