import fc from 'fast-check';
import { expect, test } from 'vitest';
import { snippetAround } from '../../src/service/snippet.ts';

const PUT = [
  'package cache',
  '',
  'func (c *Cache) Put(k Key, v *Values) {',
  '\tif v != nil {',
  '\t\tc.entries[k] = v',
  '\t\tc.size++',
  '\t}',
  '}',
  '',
].join('\n');

test.each([
  [
    'in the middle',
    5,
    3,
    [
      'func (c *Cache) Put(k Key, v *Values) {',
      '    if v != nil {',
      '        c.entries[k] = v',
      '        c.size++',
      '    }',
    ],
  ],
  ['at the begin', 1, 1, ['package cache', '', 'func (c *Cache) Put(k Key, v *Values) {']],
  ['at the end', 8, 6, ['        c.size++', '    }', '}']],
])('five lines: %s', (_, line, first, lines) => expect(snippetAround(PUT, line)).toEqual({ first, lines }));

test('what all lines begin with is left out, blank ones do not count', () => {
  expect(snippetAround('\t\tif full {\n\n\t\t\tevict()\n\t\t}\n', 2)?.lines).toEqual([
    'if full {',
    '',
    '    evict()',
    '}',
  ]);
});

test.each([
  ['a line behind the end', PUT, 9],
  ['no line', PUT, 0],
  ['an empty file', '', 1],
  ['no text', 'ELF\0\0', 1],
])('nothing to show: %s', (_, text, line) => expect(snippetAround(text, line)).toBeUndefined());

test('Windows and old Mac lines, a byte order mark', () => {
  expect(snippetAround('\uFEFFa\r\nb\rc\n', 2)).toEqual({ first: 1, lines: ['a', 'b', 'c'] });
});

test('characters that hide or turn others are made visible; endless lines end', () => {
  expect(snippetAround('if (admin\u202E\u2066) {\u0007', 1)?.lines).toEqual(['if (admin··) {·']);
  expect(snippetAround('x'.repeat(100_000), 1)?.lines[0]).toHaveLength(120);
});

test('whatever the file, there are at most five lines and the asked one is among them', () => {
  const lines = fc.array(fc.stringMatching(/^[\t a-z{}]{0,150}$/), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(lines, fc.nat(40), (all, asked) => {
      const line = 1 + (asked % all.length);
      const found = snippetAround(`${all.join('\n')}\n`, line);
      const start = all[line - 1]?.replaceAll('\t', '    ').trim().slice(0, 20).trim() ?? '';
      expect(found?.lines[line - found.first]?.trim().slice(0, 20).trim()).toBe(start);
      expect(found?.lines.length).toBeLessThanOrEqual(5);
    }),
  );
});
