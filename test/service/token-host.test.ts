import { expect, test } from 'vitest';
import { parseRepositoryUrl } from '../../src/service/repository-url.ts';
import { liesOn, tokenHost } from '../../src/service/token-host.ts';
import { codeHost } from '../support/code-host-stand-in.ts';

const pagesOf = (...urls: readonly string[]) =>
  urls.flatMap((url) => {
    const page = parseRepositoryUrl(url);
    return page === undefined ? [] : [page];
  });

test.each([
  ['nothing is known', undefined, [], { kind: 'one', base: 'https://github.com' }],
  [
    'repositories on one host',
    undefined,
    ['https://ghe.acme.io/a/b', 'git@ghe.acme.io:a/c.git'],
    { kind: 'one', base: 'https://ghe.acme.io' },
  ],
  ['a host of unknown kind', undefined, ['https://git.acme.io/a/b'], { kind: 'one', base: 'https://github.com' }],
  ['other kinds do not count', undefined, ['https://gitlab.acme.io/a/b'], { kind: 'one', base: 'https://github.com' }],
  [
    'several hosts',
    undefined,
    ['https://ghe.acme.io/a/b', 'https://github.com/a/c'],
    { kind: 'several', bases: ['https://ghe.acme.io', 'https://github.com'] },
  ],
  ['it was said', 'https://ghe.acme.io/', ['https://github.com/a/c'], { kind: 'one', base: 'https://ghe.acme.io' }],
  ['the API was said', 'https://ghe.acme.io/api/v3', [], { kind: 'one', base: 'https://ghe.acme.io' }],
  ['GitHub’s API was said', 'https://api.github.com', [], { kind: 'one', base: 'https://github.com' }],
  ['with credentials', 'https://me:pw@ghe.acme.io', [], { kind: 'one', base: 'https://ghe.acme.io' }],
])('whose a token is: %s', (_, said, urls, expected) => {
  expect(tokenHost(codeHost('github'), { said, pages: pagesOf(...urls) })).toEqual(expected);
});

test.each([
  ['https://github.com/acme/x', true],
  ['https://github.com.evil.io/acme/x', false],
  ['http://github.com/acme/x', false],
  ['https://gitlab.com/acme/x', false],
])('%s lies on GitHub: %s', (url, lies) => {
  expect(pagesOf(url).map((page) => liesOn(page, 'github', 'https://github.com'))).toEqual([lies]);
});
