/**
 * Import paths that are not the address of a repository, from the most to the least specific. What follows the match
 * is the module's directory. Each is what the path's own `go-import` page answers.
 */
const VANITY: readonly (readonly [RegExp, string])[] = [
  [/^golang\.org\/x\/([^/]+)/, 'github.com/golang/$1'],
  [/^gopkg\.in\/([^/.]+)\.v\d+/, 'github.com/go-$1/$1'],
  [/^gopkg\.in\/([^/]+)\/([^/.]+)\.v\d+/, 'github.com/$1/$2'],
  [/^sigs\.k8s\.io\/([^/]+)/, 'github.com/kubernetes-sigs/$1'],
  [/^k8s\.io\/([^/]+)/, 'github.com/kubernetes/$1'],
  [/^google\.golang\.org\/grpc/, 'github.com/grpc/grpc-go'],
  [/^google\.golang\.org\/protobuf/, 'github.com/protocolbuffers/protobuf-go'],
  [/^google\.golang\.org\/genproto/, 'github.com/googleapis/go-genproto'],
  [/^google\.golang\.org\/api/, 'github.com/googleapis/google-api-go-client'],
  [/^google\.golang\.org\/appengine/, 'github.com/golang/appengine'],
  [/^cloud\.google\.com\/go/, 'github.com/googleapis/google-cloud-go'],
  [/^go\.uber\.org\/yarpc/, 'github.com/yarpc/yarpc-go'],
  [/^go\.uber\.org\/cadence/, 'github.com/uber-go/cadence-client'],
  [/^go\.uber\.org\/([^/]+)/, 'github.com/uber-go/$1'],
  [/^go\.opentelemetry\.io\/otel/, 'github.com/open-telemetry/opentelemetry-go'],
  [/^go\.opentelemetry\.io\/contrib/, 'github.com/open-telemetry/opentelemetry-go-contrib'],
  [/^go\.opentelemetry\.io\/collector/, 'github.com/open-telemetry/opentelemetry-collector'],
  [/^go\.opentelemetry\.io\/auto/, 'github.com/open-telemetry/opentelemetry-go-instrumentation'],
  [/^go\.opentelemetry\.io\/proto/, 'github.com/open-telemetry/opentelemetry-proto-go'],
  [/^go\.opencensus\.io/, 'github.com/census-instrumentation/opencensus-go'],
  [/^go\.etcd\.io\/([^/]+)/, 'github.com/etcd-io/$1'],
  [/^go\.mongodb\.org\/mongo-driver/, 'github.com/mongodb/mongo-go-driver'],
  [/^go\.temporal\.io\/(api|sdk)/, 'github.com/temporalio/$1-go'],
  [/^go\.temporal\.io\/server/, 'github.com/temporalio/temporal'],
  [/^go\.starlark\.net/, 'github.com/google/starlark-go'],
  [/^gorm\.io\/driver\/([^/]+)/, 'github.com/go-gorm/$1'],
  [/^gorm\.io\/([^/]+)/, 'github.com/go-gorm/$1'],
  [/^gonum\.org\/v1\/([^/]+)/, 'github.com/gonum/$1'],
  [/^helm\.sh\/helm/, 'github.com/helm/helm'],
  [/^istio\.io\/([^/]+)/, 'github.com/istio/$1'],
  [/^knative\.dev\/([^/]+)/, 'github.com/knative/$1'],
  [/^connectrpc\.com\/connect/, 'github.com/connectrpc/connect-go'],
  [/^modernc\.org\/([^/]+)/, 'gitlab.com/cznic/$1'],
  [/^honnef\.co\/go\/tools/, 'github.com/dominikh/go-tools'],
  [/^entgo\.io\/ent/, 'github.com/ent/ent'],
  [/^gocloud\.dev/, 'github.com/google/go-cloud'],
  [/^mvdan\.cc\/([^/]+)/, 'github.com/mvdan/$1'],
  [/^rsc\.io\/([^/]+)/, 'github.com/rsc/$1'],
  [/^filippo\.io\/([^/]+)/, 'github.com/FiloSottile/$1'],
];

/** The import path as if the module were named after its repository: `github.com/golang/net` of `golang.org/x/net`. */
export function canonicalPath(module: string): string {
  for (const [pattern, replacement] of VANITY) {
    const match = pattern.exec(module);
    const rest = match === null ? undefined : module.slice(match[0].length);
    // `istio.io/apiserver` is not `istio.io/api`.
    if (rest === '' || rest?.startsWith('/') === true) return module.replace(pattern, replacement);
  }
  return module;
}
