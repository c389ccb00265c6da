import { describe, expect, test } from 'vitest';
import { signatureOf } from '../../src/diagnosis/signature.ts';

function signature(name: string, file: string, kind: 'heap-leak' | 'goroutine-leak' = 'heap-leak', line = 88) {
  const path = { frames: [{ function: name, file, line }], below: [], base: 0, current: 1, delta: 1, share: 1 };
  return signatureOf({ kind, paths: [path] });
}

const PUT = 'github.com/acme/markets/internal/cache.(*MarketsValueCache).Put';

describe('a path is the same', () => {
  test.each([
    ['at another line', signature(PUT, '/build/internal/cache/cache.go', 'heap-leak', 91)],
    ['built elsewhere', signature(PUT, '/home/ci/4711/markets/internal/cache/cache.go')],
    ['built with -trimpath', signature(PUT, 'github.com/acme/markets/internal/cache/cache.go')],
  ])('%s', (_name, other) => {
    expect(other).toBe(signature(PUT, '/build/internal/cache/cache.go'));
  });

  test.each([
    ['closures that were renumbered', 'api.Serve.func1.2', 'api.Serve.func3'],
    ['other type arguments', 'cache.(*Cache[go.shape.int]).Put', 'cache.(*Cache[...]).Put'],
    ['another version of the module', 'github.com/x/y@v1.2.3/z.F', 'github.com/x/y@v1.3.0/z.F'],
  ])('%s', (_name, one, other) => {
    expect(signature(one, 'a/b.go')).toBe(signature(other, 'a/b.go'));
  });
});

test.each([
  ['another function', signature('cache.Get', '/build/internal/cache/cache.go')],
  ['the same name in another file', signature(PUT, '/build/internal/other/cache.go')],
  ['another kind of finding', signature(PUT, '/build/internal/cache/cache.go', 'goroutine-leak')],
  ['no path at all', signatureOf({ kind: 'native-growth', paths: [] })],
])('%s is another path', (_name, other) => {
  expect(other).not.toBe(signature(PUT, '/build/internal/cache/cache.go'));
});
