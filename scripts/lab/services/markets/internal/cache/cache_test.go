package cache

import "testing"

func key(asOf int64) Key { return Key{Symbol: "DAX", Currency: "EUR", AsOf: asOf} }

func TestBoundForgetsTheOldest(t *testing.T) {
	values := New(2)
	for asOf := range int64(3) {
		values.Put(key(asOf), &Values{Symbol: "DAX"})
	}
	if _, found := values.Get(key(0)); found || values.Len() != 2 {
		t.Errorf("a cache of 2 keeps %d entries, the first among them: %t", values.Len(), found)
	}
}

func TestWithoutABoundNothingIsForgotten(t *testing.T) {
	values := New(0)
	for asOf := range int64(1000) {
		values.Put(key(asOf), &Values{Symbol: "DAX"})
	}
	if values.Len() != 1000 {
		t.Errorf("kept %d of 1000", values.Len())
	}
}

func TestPutCopies(t *testing.T) {
	mine := &Values{Symbol: "DAX", Levels: []Level{{Price: 1}}}
	stored := New(0).Put(key(0), mine)
	mine.Levels[0].Price = 2
	if stored.Levels[0].Price != 1 {
		t.Error("the cache shares its levels with the caller")
	}
}
