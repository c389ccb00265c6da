//go:build !cgo

package quickbook

func decode(int) bool { return false }
