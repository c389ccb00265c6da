import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ownersOf } from '../../src/service/codeowners.ts';

describe('GitHub', () => {
  const owners = (file: string, path: string) => ownersOf(file, path, 'github').join(' ');

  test.each([
    ['*', 'a/b/c.go', true],
    ['*.go', 'a/b/c.go', true],
    ['*.go', 'a/b/c.js', false],
    ['/build/logs/', 'build/logs/x/y.log', true],
    ['/build/logs/', 'src/build/logs/y.log', false],
    ['docs/*', 'docs/getting-started.md', true],
    ['docs/*', 'docs/build-app/troubleshooting.md', false],
    ['docs/*', 'src/docs/a.md', false],
    ['apps/', 'apps/x/y.go', true],
    ['apps/', 'deep/apps/x/y.go', true],
    ['apps/', 'apps', false],
    ['/docs/', 'docs/x/y.md', true],
    ['/docs/', 'src/docs/y.md', false],
    ['/scripts', 'scripts/x/y.sh', true],
    ['/scripts', 'scripts', true],
    ['/scripts', 'scripts2/y.sh', false],
    ['internal/cache', 'internal/cache/cache.go', true],
    ['internal/cache', 'x/internal/cache/cache.go', false],
    ['cache', 'internal/cache/cache.go', true],
    ['**/logs', 'build/logs/x.log', true],
    ['**/logs', 'logs/x.log', true],
    ['a/**/z.go', 'a/z.go', true],
    ['a/**/z.go', 'a/b/c/z.go', true],
    ['a/**/z.go', 'b/z.go', false],
    ['/a/**', 'a/b/c.go', true],
    ['/a/?.go', 'a/b.go', true],
    ['/a/?.go', 'a/bb.go', false],
    ['/a\\ b/', 'a b/c.go', true],
    ['*.Go', 'c.go', false],
    ['[ab].go', 'a.go', false],
    ['!a.go', 'a.go', false],
    ['/a.(x|y)+.go', 'a.(x|y)+.go', true],
  ])('%s owns %s: %s', (pattern, path, owned) => {
    expect(owners(`${pattern} @acme/markets`, path)).toBe(owned ? '@acme/markets' : '');
  });

  test('the last rule that fits counts, and one without owners takes them away', () => {
    const file = '# who\n* @acme/all\n*.go @acme/go sam@acme.io # the gophers\r\n/apps/ @octocat\n/apps/github\n';
    expect(owners(file, 'x.md')).toBe('@acme/all');
    expect(owners(file, 'x.go')).toBe('@acme/go sam@acme.io');
    expect(owners(file, 'apps/x.go')).toBe('@octocat');
    expect(owners(file, 'apps/github/x.go')).toBe('');
  });

  test('a line with what is no owner is skipped', () => {
    expect(owners('* @acme/all\n*.go <!channel>\n*.go @acme/go oops\n', 'x.go')).toBe('@acme/all');
  });
});

describe('GitLab', () => {
  const owners = (file: string, path: string) => ownersOf(file, path, 'gitlab').join(' ');

  test.each([
    ['*', 'a/b/c.go', true],
    ['README.md', 'a/README.md', true],
    ['/README.md', 'a/README.md', false],
    ['/docs/', 'docs/a/b.md', true],
    ['/docs/*', 'docs/a/b.md', false],
    ['/docs/**/*.md', 'docs/a/b.md', true],
    ['/docs/**/*.md', 'docs/b.md', true],
    ['lib/', 'x/lib/y/z.rb', true],
    ['/docs', 'docs/a.md', false],
    ['/[a-c]*.rb', 'bar.rb', true],
    ['/[a-c]*.rb', 'zar.rb', false],
    ['\\#pound.rb', 'a/#pound.rb', true],
    ['path\\ with/', 'path with/a', true],
  ])('%s owns %s: %s', (pattern, path, owned) => {
    expect(owners(`${pattern} @group/sub/team`, path)).toBe(owned ? '@group/sub/team' : '');
  });

  test('each section has its say, with its default owners', () => {
    const file = [
      '* @general',
      '[Documentation][2] @docs',
      'docs/',
      '*.txt',
      '^[Database] @database',
      'model/db/',
      'config/db/setup.md @docs',
      '[DOCUMENTATION]',
      'docs/internal/ @@maintainer',
    ].join('\n');
    expect(owners(file, 'model/db/CHANGELOG.txt')).toBe('@general @docs @database');
    expect(owners(file, 'config/db/setup.md')).toBe('@general @docs');
    expect(owners(file, 'docs/internal/x.md')).toBe('@general @@maintainer');
  });

  test('an exclusion takes a path out of its section', () => {
    expect(owners('* @general\n!vendor/\n[Go] @go\n*.go', 'vendor/x.go')).toBe('@go');
  });
});

test('no pattern takes long or throws, whatever stands in the file', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('*', '?', '/', 'a', '[', ']', '\\', ' ', '@a', '!', '^') }),
      (line) => {
        for (const dialect of ['github', 'gitlab'] as const) ownersOf(`${line} @a`, 'a/aa/aaa.go', dialect);
      },
    ),
  );
  const begun = performance.now();
  ownersOf(`${'*a'.repeat(2000)}b @x\n${'**/a/'.repeat(500)}b @x`, `${'a/'.repeat(500)}${'a'.repeat(2000)}`, 'github');
  expect(performance.now() - begun).toBeLessThan(2000);
});
