import { expect, test } from 'vitest';
import { wikiMarkup } from '../../src/service/wiki-markup.ts';

// Expected texts by Jira's own help on its markup (WikiRendererHelpAction).
test.each([
  ['### What grew', 'h3. What grew'],
  ['- Pod: `markets-api-0`', '* Pod: {{markets-api-0}}'],
  ['1. +271 MiB at [cache.go:88](https://x/y#L88)', '# +271 MiB at [cache.go:88|https://x/y#L88]'],
  ['  - below', '** below'],
  ['`Cache[K,V]{}` and **bold**', '{{Cache\\[K,V\\]\\{\\}}} and *bold*'],
  ['- What changed: <https://x/compare/a...b>', '* What changed: [https://x/compare/a...b]'],
  ['a\n```go\n# not a heading\n```\nb', 'a\n{code}\n# not a heading\n{code}\nb'],
  ['```\nnever closed', '{code}\nnever closed\n{code}'],
  ['plain \\*text\\*', 'plain \\*text\\*'],
  ['', ''],
])('%j', (markdown, wiki) => expect(wikiMarkup(markdown)).toBe(wiki));
