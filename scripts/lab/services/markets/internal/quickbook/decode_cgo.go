//go:build cgo

package quickbook

/*
#include <stdlib.h>
#include <string.h>

static void *qb_decode(size_t size) {
	void *book = malloc(size);
	if (book != NULL) memset(book, 1, size);
	return book;
}
*/
import "C"

func decode(size int) bool {
	return C.qb_decode(C.size_t(size)) != nil
}
