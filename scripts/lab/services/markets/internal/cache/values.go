package cache

// Key says which market, in which currency, as of when (milliseconds, 0 for now).
type Key struct {
	Symbol   string
	Currency string
	AsOf     int64
}

// Level is one line of an order book.
type Level struct {
	Price  float64 `json:"price"`
	Size   float64 `json:"size"`
	Orders int     `json:"orders"`
	Venue  string  `json:"venue"`
}

// Values is the order book of a market.
type Values struct {
	Symbol string  `json:"symbol"`
	Levels []Level `json:"levels"`
}
