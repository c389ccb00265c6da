// Leaks, and pushes its profiles with the SDK of Pyroscope; then once more with the client that agents use.
package main

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"os"
	"runtime"
	"runtime/pprof"
	"time"

	"connectrpc.com/connect"
	"github.com/grafana/pyroscope-go"
	pushv1 "github.com/grafana/pyroscope/api/gen/proto/go/push/v1"
	"github.com/grafana/pyroscope/api/gen/proto/go/push/v1/pushv1connect"
	typesv1 "github.com/grafana/pyroscope/api/gen/proto/go/types/v1"
)

var kept [][]byte

func leak(mib int) {
	for range mib {
		kept = append(kept, bytes.Repeat([]byte{1}, 1<<20))
	}
	runtime.GC()
	runtime.GC()
}

func main() {
	url, token := os.Args[1], os.Args[2]
	leak(32)
	profiler, err := pyroscope.Start(pyroscope.Config{
		ApplicationName:   "orders",
		ServerAddress:     url,
		BasicAuthUser:     "leakbot",
		BasicAuthPassword: token,
		Tags:              map[string]string{"pod": "orders-sdk-0", "namespace": "prod"},
		UploadRate:        time.Second,
		ProfileTypes: []pyroscope.ProfileType{
			pyroscope.ProfileCPU, pyroscope.ProfileInuseSpace, pyroscope.ProfileAllocSpace, pyroscope.ProfileGoroutines,
		},
	})
	check(err)
	time.Sleep(3 * time.Second)
	leak(64)
	time.Sleep(3 * time.Second)
	check(profiler.Stop())

	var heap bytes.Buffer
	check(pprof.Lookup("heap").WriteTo(&heap, 0))
	client := pushv1connect.NewPusherServiceClient(http.DefaultClient, url)
	request := connect.NewRequest(&pushv1.PushRequest{Series: []*pushv1.RawProfileSeries{{
		Labels: []*typesv1.LabelPair{
			{Name: "__name__", Value: "memory"},
			{Name: "service_name", Value: "orders"},
			{Name: "namespace", Value: "prod"},
			{Name: "pod", Value: "orders-agent-0"},
		},
		Samples: []*pushv1.RawSample{{RawProfile: heap.Bytes()}},
	}}})
	request.Header().Set("Authorization", "Bearer "+token)
	_, err = client.Push(context.Background(), request)
	check(err)
	_, err = client.Push(context.Background(), connect.NewRequest(&pushv1.PushRequest{}))
	fmt.Println(connect.CodeOf(err))
}

func check(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
