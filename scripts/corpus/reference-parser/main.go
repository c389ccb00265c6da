// Command reference-parser says what google/pprof's own parser makes of each input: its samples and sums, or an error.
// Inputs come on stdin, each behind its length in four bytes, little-endian; a line a result goes to stdout.
package main

import (
	"bufio"
	"encoding/binary"
	"fmt"
	"io"
	"os"

	"github.com/google/pprof/profile"
)

func main() {
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		var n uint32
		if err := binary.Read(in, binary.LittleEndian, &n); err != nil {
			return
		}
		data := make([]byte, n)
		if _, err := io.ReadFull(in, data); err != nil {
			return
		}
		p, err := profile.ParseData(data)
		if err != nil {
			fmt.Fprintln(out, "err", err)
			continue
		}
		sums := make([]int64, len(p.SampleType))
		for _, s := range p.Sample {
			for i, v := range s.Value {
				sums[i] += v
			}
		}
		fmt.Fprintln(out, "ok", len(p.Sample), sums)
	}
}
