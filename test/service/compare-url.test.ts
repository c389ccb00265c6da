import { expect, test } from 'vitest';
import { compareUrl } from '../../src/service/compare-url.ts';
import { gitRevision } from '../../src/service/revision.ts';

test.each([
  ['https://github.com/acme/markets', 'https://github.com/acme/markets/compare/9e01b7c...4f2c1a9'],
  ['https://user:ghp_secret@github.com/acme/markets.git', 'https://github.com/acme/markets/compare/9e01b7c...4f2c1a9'],
  ['git@ghe.acme.io:acme/markets.git', 'https://ghe.acme.io/acme/markets/compare/9e01b7c...4f2c1a9'],
  ['https://gitlab.acme.io/a/team/markets', 'https://gitlab.acme.io/a/team/markets/-/compare/9e01b7c...4f2c1a9'],
  ['https://bitbucket.org/acme/markets', 'https://bitbucket.org/acme/markets/branches/compare/4f2c1a9%0D9e01b7c'],
  [
    'https://bitbucket.acme.io/scm/team/markets.git',
    'https://bitbucket.acme.io/projects/team/repos/markets/compare/commits?sourceBranch=4f2c1a9&targetBranch=9e01b7c',
  ],
  ['https://codeberg.org/acme/markets', 'https://codeberg.org/acme/markets/compare/9e01b7c...4f2c1a9'],
  [
    'https://token@dev.azure.com/acme/shop/_git/markets',
    'https://dev.azure.com/acme/shop/_git/markets/branchCompare?baseVersion=GC9e01b7c&targetVersion=GC4f2c1a9',
  ],
])('%s', (url, expected) => expect(compareUrl({ url }, '9e01b7c', '4f2c1a9')).toBe(expected));

test('tags are reported from commits where the host wants to know', () => {
  const url = 'https://bitbucket.acme.io/scm/team/markets.git';
  expect(compareUrl({ url }, 'v1.4.1', 'v1.4.2')).toBe(
    'https://bitbucket.acme.io/projects/team/repos/markets/compare/commits?sourceBranch=refs%2Ftags%2Fv1.4.2&targetBranch=refs%2Ftags%2Fv1.4.1',
  );
});

test.each([
  ['no repository', 'our repo', 'a', 'b'],
  ['the same revision', 'https://github.com/acme/markets', '4f2c1a9', '4f2c1a9'],
  ['the same commit, reported twice', 'https://github.com/acme/markets', '4f2c1a9-dirty', 'v1.2.3-4-g4f2c1a9'],
  ['no revision', 'https://github.com/acme/markets', '', '4f2c1a9'],
])('nothing to compare: %s', (_, url, from, to) => expect(compareUrl({ url }, from, to)).toBeUndefined());

test.each([
  ['4f2c1a9', '4f2c1a9'],
  ['v1.4.2', 'v1.4.2'],
  ['v1.4.2-rc.1', 'v1.4.2-rc.1'],
  ['v1.4.2-14-g4f2c1a9', '4f2c1a9'],
  ['v1.4.2-14-g4f2c1a9-dirty', '4f2c1a9'],
  ['v0.0.0-20240102150405-4f2c1a9d0b7e', '4f2c1a9d0b7e'],
  ['v1.4.3-0.20240102150405-4f2c1a9d0b7e+dirty', '4f2c1a9d0b7e'],
  ['sha-4f2c1a9', '4f2c1a9'],
  ['main-4f2c1a9', '4f2c1a9'],
  ['2024.11.3_4f2c1a9d0b7e6c5a4f2c1a9d0b7e6c5a4f2c1a9d', '4f2c1a9d0b7e6c5a4f2c1a9d0b7e6c5a4f2c1a9d'],
  ['feature/new-cache', 'feature/new-cache'],
  ['refs/heads/main', 'main'],
])('what git knows of %s', (text, revision) => expect(gitRevision(text)).toBe(revision));
