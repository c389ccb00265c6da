// Package tree allocates while it recurses, directly, mutually and through generics.
package tree

// Node has two children and a load.
type Node[T any] struct {
	left, right *Node[T]
	load        []T
}

// Grow builds a tree of the given depth.
func Grow[T any](depth, size int) *Node[T] {
	if depth == 0 {
		return nil
	}
	return &Node[T]{left: Grow[T](depth-1, size), right: Grow[T](depth-1, size), load: leaf[T](size)}
}

// leaf is small enough to be inlined.
func leaf[T any](size int) []T { return make([]T, size) }

// Even and Odd call each other.
func Even(depth, size int) [][]byte {
	if depth == 0 {
		return [][]byte{make([]byte, size)}
	}
	return append(Odd(depth-1, size), make([]byte, size))
}

// Odd calls Even.
func Odd(depth, size int) [][]byte {
	if depth == 0 {
		return nil
	}
	kept := func() []byte { return make([]byte, size) }()
	return append(Even(depth-1, size), kept)
}
