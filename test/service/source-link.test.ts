import { describe, expect, test } from 'vitest';
import type { Frame } from '../../src/profile/comparison.ts';
import { locationText } from '../../src/profile/frame.ts';
import { sourceLinker } from '../../src/service/source-link.ts';

const COMMIT = '4f2c1a9d0b7e6c5a4f2c1a9d0b7e6c5a4f2c1a9d';
const PUT = 'github.com/acme/markets/internal/cache.(*MarketsValueCache).Put';

function frame(name: string, file: string, line = 88): Frame {
  return { function: name, file, line };
}

function urlOf(at: Frame, url: string, others: readonly Frame[] = []): string | undefined {
  return sourceLinker({ repository: { url }, revision: COMMIT, runtimeVersion: '1.26.1', frames: [at, ...others] })(at)
    .url;
}

const MARKETS = 'https://github.com/acme/markets';
const OWN = `${MARKETS}/blob/${COMMIT}/internal/cache/markets.go#L88`;

describe('own code', () => {
  test.each([
    ['built in a container', frame(PUT, '/build/internal/cache/markets.go')],
    ['built where the directory has the name of the repository', frame(PUT, '/src/markets/internal/cache/markets.go')],
    ['built with trimmed paths', frame(PUT, 'github.com/acme/markets/internal/cache/markets.go')],
    ['built in a GOPATH', frame(PUT, '/go/src/github.com/acme/markets/internal/cache/markets.go')],
    ['a closure', frame(`${PUT}.func1`, '/build/internal/cache/markets.go')],
    ['a generic', frame('github.com/acme/markets/internal/cache.Keep[...]', '/build/internal/cache/markets.go')],
    ['a module of another name', frame('acme.dev/x/internal/cache.Put', '/build/internal/cache/markets.go')],
    ['a module named like the repository', frame('markets/internal/cache.Put', 'markets/internal/cache/markets.go')],
    ['a second major version', frame('github.com/acme/markets/v2/internal/cache.Put', '/b/internal/cache/markets.go')],
    [
      'a second major version, trimmed',
      frame('github.com/acme/markets/v2/internal/cache.Put', 'github.com/acme/markets/v2/internal/cache/markets.go'),
    ],
  ])('%s', (_, at) => expect(urlOf(at, MARKETS)).toBe(OWN));

  test.each([
    ['built in a container', '/build/cmd/server/main.go', frame(PUT, '/build/internal/cache/markets.go')],
    [
      'trimmed',
      'github.com/acme/markets/cmd/server/main.go',
      frame(PUT, 'github.com/acme/markets/internal/cache/markets.go'),
    ],
  ])('a main package finds its root through the others: %s', (_, file, other) => {
    expect(urlOf(frame('main.main', file, 12), MARKETS, [other])).toBe(
      `${MARKETS}/blob/${COMMIT}/cmd/server/main.go#L12`,
    );
  });

  test('a file whose name climbs out of its directory has no link', () => {
    const at = frame('app.run', 'app/../../other/app.py', 3);
    expect(sourceLinker({ repository: { url: MARKETS, revision: COMMIT } })(at).url).toBeUndefined();
  });

  test('a main package alone has no link, but a setting gives it one', () => {
    const main = frame('main.main', '/build/cmd/server/main.go', 12);
    expect(urlOf(main, MARKETS)).toBeUndefined();
    const link = sourceLinker({ repository: { url: MARKETS, root: '/build/', revision: COMMIT } })(main);
    expect(link.url).toBe(`${MARKETS}/blob/${COMMIT}/cmd/server/main.go#L12`);
  });

  test.each([
    ['the import path shows', 'github.com/acme/mono/services/markets/internal/cache.Put'],
    ['the setting shows', 'markets.internal/internal/cache.Put'],
  ])('a module in a monorepo: %s', (_, name) => {
    const at = frame(name, '/build/internal/cache/markets.go');
    const repository = { url: 'https://github.com/acme/mono', path: 'services/markets' };
    expect(sourceLinker({ repository, revision: COMMIT })(at).url).toBe(
      `https://github.com/acme/mono/blob/${COMMIT}/services/markets/internal/cache/markets.go#L88`,
    );
  });

  test.each([
    ['Windows', frame(PUT, 'C:\\build\\internal\\cache\\markets.go')],
    ['Bazel', frame(PUT, 'internal/cache/markets.go')],
    ['Bazel, a module of another name', frame('acme.dev/mono/internal/cache.Put', 'internal/cache/markets.go')],
    [
      'trimmed, a module with a host of its own',
      frame('acme.dev/markets/internal/cache.Put', 'acme.dev/markets/internal/cache/markets.go'),
    ],
    [
      'a directory on the way that is named like the module',
      frame('acme.dev/svc/internal/cache.Put', '/src/svc/internal/cache/markets.go'),
    ],
  ])('%s', (_, at) => expect(urlOf(at, MARKETS)).toBe(OWN));

  test('a main package in a Bazel workspace', () => {
    const other = frame('acme.dev/mono/services/markets/cache.Put', 'services/markets/cache/markets.go');
    expect(urlOf(frame('main.main', 'services/markets/main.go', 12), MARKETS, [other])).toBe(
      `${MARKETS}/blob/${COMMIT}/services/markets/main.go#L12`,
    );
  });

  test('generated code that is kept in the repository', () => {
    const at = frame('github.com/acme/markets/gen/quotes.(*Quote).Unmarshal', '/build/gen/quotes/quotes.pb.go', 400);
    expect(urlOf(at, MARKETS)).toBe(`${MARKETS}/blob/${COMMIT}/gen/quotes/quotes.pb.go#L400`);
  });

  test.each([
    [
      'a trimmed module whose name is not the repository’s',
      frame('shop.example/platform/cache.Put', 'shop.example/platform/cache/c.go'),
    ],
    ['another repository in a GOPATH', frame('github.com/foo/bar.New', '/go/src/github.com/foo/bar/bar.go')],
    ['a trimmed main package of such a module', frame('main.main', 'shop.example/platform/cmd/main.go')],
    ['a Node service whose directory no one reported', frame('put', '/app/src/cache.js')],
  ])('nothing sure, no link: %s', (_, at) => expect(urlOf(at, MARKETS)).toBeUndefined());

  test('a setting shows where a trimmed module of another name begins', () => {
    const at = frame('shop.example/platform/cache.Put', 'shop.example/platform/cache/c.go', 3);
    const repository = { url: MARKETS, root: 'shop.example/platform' };
    expect(sourceLinker({ repository, revision: COMMIT })(at).url).toBe(`${MARKETS}/blob/${COMMIT}/cache/c.go#L3`);
  });

  test('a host whose name does not say what it is', () => {
    const at = frame(PUT, '/build/internal/cache/markets.go');
    const repository = { url: 'https://git.acme.io/team/sub/markets', host: 'gitlab' } as const;
    expect(sourceLinker({ repository, revision: COMMIT })(at).url).toBe(
      `https://git.acme.io/team/sub/markets/-/blob/${COMMIT}/internal/cache/markets.go#L88`,
    );
  });

  test('vendored code lies in the repository itself', () => {
    const at = frame('github.com/foo/bar.New', '/build/vendor/github.com/foo/bar/bar.go', 7);
    expect(urlOf(at, MARKETS)).toBe(`${MARKETS}/blob/${COMMIT}/vendor/github.com/foo/bar/bar.go#L7`);
  });

  test('without settings the import path names the repository', () => {
    const at = frame(PUT, '/build/internal/cache/markets.go');
    expect(sourceLinker({ frames: [at], revision: COMMIT })(at).url).toBe(OWN);
  });

  test('a Node service, with the directory it runs in', () => {
    const at = frame('put', 'file:///app/src/cache.js', 14);
    const repository = { url: MARKETS, root: '/app' };
    expect(sourceLinker({ repository, revision: COMMIT })(at).url).toBe(`${MARKETS}/blob/${COMMIT}/src/cache.js#L14`);
  });

  test('a branch says that lines may have moved, a commit or tag does not', () => {
    const at = frame(PUT, '/build/internal/cache/markets.go');
    const moved = (revision: string) => sourceLinker({ repository: { url: MARKETS }, revision })(at).file?.moving;
    expect([COMMIT, 'v1.4.2', '4f2c1a9', 'main', 'release/2026'].map(moved)).toEqual([false, false, false, true, true]);
  });
});

describe('dependencies', () => {
  const mod = '/go/pkg/mod/';
  test.each([
    ['github.com/foo/bar@v1.2.3/x/y.go', 'https://github.com/foo/bar/blob/v1.2.3/x/y.go#L7'],
    ['github.com/!azure/azure-sdk@v1.0.0/y.go', 'https://github.com/Azure/azure-sdk/blob/v1.0.0/y.go#L7'],
    ['github.com/foo/bar/v3@v3.2.1/y.go', 'https://github.com/foo/bar/blob/v3.2.1/y.go#L7'],
    ['github.com/foo/bar/sub/v2@v2.0.1/y.go', 'https://github.com/foo/bar/blob/sub/v2.0.1/sub/y.go#L7'],
    ['github.com/foo/old@v4.0.0+incompatible/y.go', 'https://github.com/foo/old/blob/v4.0.0/y.go#L7'],
    ['github.com/foo/b@v0.0.0-20240102150405-0123456789ab/y.go', 'https://github.com/foo/b/blob/0123456789ab/y.go#L7'],
    ['golang.org/x/net@v0.30.0/http2/server.go', 'https://github.com/golang/net/blob/v0.30.0/http2/server.go#L7'],
    ['gopkg.in/yaml.v3@v3.0.1/y.go', 'https://github.com/go-yaml/yaml/blob/v3.0.1/y.go#L7'],
    ['gopkg.in/foo/bar.v2@v2.1.0/y.go', 'https://github.com/foo/bar/blob/v2.1.0/y.go#L7'],
    ['k8s.io/client-go@v0.31.0/a/b.go', 'https://github.com/kubernetes/client-go/blob/v0.31.0/a/b.go#L7'],
    ['google.golang.org/grpc@v1.66.0/s.go', 'https://github.com/grpc/grpc-go/blob/v1.66.0/s.go#L7'],
    ['go.uber.org/zap@v1.27.0/l.go', 'https://github.com/uber-go/zap/blob/v1.27.0/l.go#L7'],
    [
      'go.opentelemetry.io/otel/sdk@v1.30.0/t.go',
      'https://github.com/open-telemetry/opentelemetry-go/blob/sdk/v1.30.0/sdk/t.go#L7',
    ],
    ['k8s.io/klog/v2@v2.130.1/klog.go', 'https://github.com/kubernetes/klog/blob/v2.130.1/klog.go#L7'],
    ['sigs.k8s.io/yaml@v1.4.0/yaml.go', 'https://github.com/kubernetes-sigs/yaml/blob/v1.4.0/yaml.go#L7'],
    [
      'cloud.google.com/go/storage@v1.43.0/writer.go',
      'https://github.com/googleapis/google-cloud-go/blob/storage/v1.43.0/storage/writer.go#L7',
    ],
    [
      'go.etcd.io/etcd/client/v3@v3.5.15/kv.go',
      'https://github.com/etcd-io/etcd/blob/client/v3.5.15/client/v3/kv.go#L7',
    ],
    ['gonum.org/v1/gonum@v0.15.1/mat/dense.go', 'https://github.com/gonum/gonum/blob/v0.15.1/mat/dense.go#L7'],
    [
      'golang.org/x/exp@v0.0.0-20240909161429-701f63a606c0/maps/m.go',
      'https://github.com/golang/exp/blob/701f63a606c0/maps/m.go#L7',
    ],
    [
      'github.com/foo/b@v1.2.4-0.20240102150405-0123456789ab/y.go',
      'https://github.com/foo/b/blob/0123456789ab/y.go#L7',
    ],
    ['gitlab.com/foo/bar/v2@v2.0.0/y.go', 'https://gitlab.com/foo/bar/-/blob/v2.0.0/y.go#L7'],
    ['modernc.org/sqlite@v1.33.0/s.go', 'https://gitlab.com/cznic/sqlite/-/blob/v1.33.0/s.go#L7'],
  ])('%s', (file, url) => {
    expect(urlOf(frame('x.F', `${mod}${file}`, 7), MARKETS)).toBe(url);
    expect(urlOf(frame('x.F', file, 7), MARKETS)).toBe(url);
  });

  test.each([
    ['istio.io/apiserver@v1.0.0/y.go', 'https://github.com/istio/apiserver/blob/v1.0.0/y.go#L7'],
    // Groups or a directory? No one can say.
    ['gitlab.com/group/sub/bar@v1.0.0/y.go', undefined],
    ['google.golang.org/apixyz@v1.0.0/y.go', undefined],
  ])('near misses: %s', (file, url) => expect(urlOf(frame('x.F', `${mod}${file}`, 7), MARKETS)).toBe(url));

  test('a module beside the service on the same private host', () => {
    const at = frame('git.acme.io/team/lib/queue.F', `${mod}git.acme.io/team/lib@v1.4.0/queue/q.go`, 7);
    expect(sourceLinker({ repository: { url: 'https://git.acme.io/team/markets', host: 'gitlab' } })(at).url).toBe(
      'https://git.acme.io/team/lib/-/blob/v1.4.0/queue/q.go#L7',
    );
    expect(sourceLinker({ repository: { url: 'https://ghe.acme.io/team/markets' } })(at).url).toBeUndefined();
  });

  test('a host that no one knows stays text', () => {
    const at = frame('git.acme.io/x/y.F', `${mod}git.acme.io/x/y@v1.0.0/z/y.go`, 7);
    expect(sourceLinker({})(at)).toEqual({ text: 'z/y.go:7', url: undefined });
  });
});

describe('the standard library', () => {
  const json = 'src/encoding/json/encode.go#L163';
  test.each([
    ['/usr/local/go/src/encoding/json/encode.go', `https://github.com/golang/go/blob/go1.26.1/${json}`],
    [
      '/opt/hostedtoolcache/go/1.26.0/x64/src/encoding/json/encode.go',
      `https://github.com/golang/go/blob/go1.26.0/${json}`,
    ],
    ['C:\\Program Files\\Go\\src\\encoding\\json\\encode.go', `https://github.com/golang/go/blob/go1.26.1/${json}`],
    ['encoding/json/encode.go', `https://github.com/golang/go/blob/go1.26.1/${json}`],
    ['$GOROOT/src/encoding/json/encode.go', `https://github.com/golang/go/blob/go1.26.1/${json}`],
    ['/root/sdk/go1.25.3/src/encoding/json/encode.go', `https://github.com/golang/go/blob/go1.25.3/${json}`],
    [
      '/go/pkg/mod/golang.org/toolchain@v0.0.1-go1.26.2.linux-amd64/src/encoding/json/encode.go',
      `https://github.com/golang/go/blob/go1.26.2/${json}`,
    ],
  ])('%s', (file, url) => expect(urlOf(frame('encoding/json.Marshal', file, 163), MARKETS)).toBe(url));

  test('its own vendored packages', () => {
    const at = frame('vendor/golang.org/x/net/idna.F', '/usr/local/go/src/vendor/golang.org/x/net/idna/idna.go', 3);
    expect(urlOf(at, MARKETS)).toBe(
      'https://github.com/golang/go/blob/go1.26.1/src/vendor/golang.org/x/net/idna/idna.go#L3',
    );
  });
});

describe('hosts', () => {
  const at = frame('acme.dev/x/a/b.F', '/build/a/b/c d.go', 9);
  test.each([
    ['https://github.com/acme/x', `https://github.com/acme/x/blob/${COMMIT}/a/b/c%20d.go#L9`],
    ['https://user:ghp_secret@github.com/acme/x.git', `https://github.com/acme/x/blob/${COMMIT}/a/b/c%20d.go#L9`],
    ['git@github.com:acme/x.git', `https://github.com/acme/x/blob/${COMMIT}/a/b/c%20d.go#L9`],
    ['ssh://git@ghe.acme.io:2222/acme/x.git', `https://ghe.acme.io/acme/x/blob/${COMMIT}/a/b/c%20d.go#L9`],
    ['https://gitlab.com/acme/team/x', `https://gitlab.com/acme/team/x/-/blob/${COMMIT}/a/b/c%20d.go#L9`],
    ['http://gitlab.acme.io:8080/acme/x', `http://gitlab.acme.io:8080/acme/x/-/blob/${COMMIT}/a/b/c%20d.go#L9`],
    ['git@bitbucket.org:acme/x.git', `https://bitbucket.org/acme/x/src/${COMMIT}/a/b/c%20d.go#lines-9`],
    [
      'https://bitbucket.acme.io/scm/team/x.git',
      `https://bitbucket.acme.io/projects/team/repos/x/browse/a/b/c%20d.go?at=${COMMIT}#9`,
    ],
    ['https://codeberg.org/acme/x', `https://codeberg.org/acme/x/src/commit/${COMMIT}/a/b/c%20d.go#L9`],
    [
      'https://token@dev.azure.com/acme/shop/_git/x',
      `https://dev.azure.com/acme/shop/_git/x?path=%2Fa%2Fb%2Fc%20d.go&version=GC${COMMIT}&line=9&lineEnd=10&lineStartColumn=1&lineEndColumn=1&lineStyle=plain`,
    ],
    [
      'git@ssh.dev.azure.com:v3/acme/shop/x',
      `https://dev.azure.com/acme/shop/_git/x?path=%2Fa%2Fb%2Fc%20d.go&version=GC${COMMIT}&line=9&lineEnd=10&lineStartColumn=1&lineEndColumn=1&lineStyle=plain`,
    ],
  ])('%s', (repository, url) => expect(urlOf(at, repository)).toBe(url));

  test('what is no address gives no link', () => expect(urlOf(at, 'our repo')).toBeUndefined());
});

describe('plain text', () => {
  test.each([
    [frame(PUT, '/build/internal/cache/markets.go'), 'cache/markets.go:88'],
    [frame('main.main', 'main.go', 3), 'main.go:3'],
    [frame('x', '<autogenerated>', 1), '<autogenerated>:1'],
    [frame('x', '/a/b/c.go', 0), 'b/c.go'],
  ])('%o', (at, text) => expect(locationText(at)).toBe(text));

  test.each([
    '<autogenerated>',
    '',
    '_cgo_gotypes.go',
    'external/com_github_foo_bar/bar.go',
    'bazel-out/k8-fastbuild/bin/api/api.pb.go',
    '/tmp/go-build123/b001/_testmain.go',
    '/usr/lib/python3.12/site-packages/requests/api.py',
    'MarketsCache.java',
  ])('%s is never linked', (file) => expect(urlOf(frame('x.F', file), MARKETS)).toBeUndefined());
});
