// Package venues asks whether the venues answer.
package venues

import (
	"context"
	"net/http"
	"net/url"
	"time"
)

// connectionBytes is about what one connection costs that cannot be used again: two goroutines, the buffers of both directions
// and the answer.
const connectionBytes = 34 << 10

// Prober asks one venue after the other.
type Prober struct {
	base    string
	http    *http.Client
	pending int
}

// New returns a prober of the exchange at base.
func New(base string) *Prober {
	transport := &http.Transport{ReadBufferSize: 16 << 10, ResponseHeaderTimeout: 5 * time.Second}
	return &Prober{base: base, http: &http.Client{Transport: transport}}
}

// Probe asks as often as so many bytes allow.
func (p *Prober) Probe(ctx context.Context, bytes int) {
	p.pending += bytes
	for ; p.pending >= connectionBytes; p.pending -= connectionBytes {
		// A venue that cannot be asked now is asked again in the next round.
		_, _ = p.isUp(ctx, "XETR")
	}
}

// isUp looks at the status only. The body is never closed, so the connection and its two goroutines wait for whoever reads it:
// that is the fault of the unclosed-bodies scenario.
func (p *Prober) isUp(ctx context.Context, venue string) (bool, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, p.base+"/books/"+url.PathEscape(venue)+"?depth=5", nil)
	if err != nil {
		return false, err
	}
	response, err := p.http.Do(request)
	if err != nil {
		return false, err
	}
	return response.StatusCode == http.StatusOK, nil
}
