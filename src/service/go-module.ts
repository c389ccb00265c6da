/** Where the source of a Go module at a version lies. */
export interface ModuleSource {
  readonly repository: string;
  readonly revision: string;
  /** The module's directory in the repository, empty for its root. */
  readonly directory: string;
}

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
  [/^go\.opencensus\.io/, 'github.com/census-instrumentation/opencensus-go'],
  [/^go\.etcd\.io\/([^/]+)/, 'github.com/etcd-io/$1'],
  [/^go\.mongodb\.org\/mongo-driver/, 'github.com/mongodb/mongo-go-driver'],
  [/^go\.temporal\.io\/(api|sdk)/, 'github.com/temporalio/$1-go'],
  [/^gorm\.io\/driver\/([^/]+)/, 'github.com/go-gorm/$1'],
  [/^gorm\.io\/([^/]+)/, 'github.com/go-gorm/$1'],
  [/^modernc\.org\/([^/]+)/, 'gitlab.com/cznic/$1'],
  [/^honnef\.co\/go\/tools/, 'github.com/dominikh/go-tools'],
  [/^entgo\.io\/ent/, 'github.com/ent/ent'],
  [/^gocloud\.dev/, 'github.com/google/go-cloud'],
  [/^rsc\.io\/([^/]+)/, 'github.com/rsc/$1'],
  [/^filippo\.io\/([^/]+)/, 'github.com/FiloSottile/$1'],
];

/**
 * The repository, tag or commit, and directory of a module (https://go.dev/ref/mod#vcs-version): the major version
 * suffix is no directory, modules in subdirectories carry it in their tag, a pseudo-version ends in the commit.
 * Undefined for hosts that nobody told us about.
 */
export function moduleSource(module: string, version: string): ModuleSource | undefined {
  const path = canonicalPath(module);
  const match = /^((?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/[^/]+\/[^/]+)(?:\/(.*))?$/.exec(path);
  if (match === null) return undefined;
  const directory = (match[2] ?? '').replace(/(^|\/)v\d+$/, '');
  return { repository: `https://${match[1]}`, revision: moduleRevision(version, directory), directory };
}

function canonicalPath(module: string): string {
  for (const [pattern, replacement] of VANITY) {
    if (pattern.test(module)) return module.replace(pattern, replacement);
  }
  return module;
}

function moduleRevision(version: string, directory: string): string {
  const plain = version.replace(/\+incompatible$/, '');
  const pseudo = /[-.]\d{14}-([0-9a-f]{12})$/.exec(plain);
  if (pseudo?.[1] !== undefined) return pseudo[1];
  return directory === '' ? plain : `${directory}/${plain}`;
}

/** The module cache writes upper case as `!` and the small letter (https://go.dev/ref/mod#module-cache). */
export function unescapeModulePath(path: string): string {
  return path.replaceAll(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
