import { expect, test } from 'vitest';
import { addressIn, code, link, plain } from '../../../src/presentation/report/markdown-text.ts';

test.each([
  ['a table’s bar', 'a | b', String.raw`a \| b`],
  ['emphasis, code, links and tags', '*a* `b` [c](d) <e>', String.raw`\*a\* \`b\` \[c\](d) \<e\>`],
  ['a line break', 'one\n# two', 'one # two'],
  ['a heading', '# one', String.raw`\# one`],
  ['right-to-left marks', 'safe\u202Etxt.exe\u2066', 'safetxt.exe'],
  ['a mention', 'ask @everyone', 'ask @\u2060everyone'],
  [
    'an address',
    'see https://other.example and www.other.example',
    'see https:\u2060//other.example and www\u2060.other.example',
  ],
])('%s takes no effect', (_, text, shown) => {
  expect(plain(text)).toBe(shown);
});

test('inline code ends where it should', () => {
  expect(code('a`b|c\nd\u202E')).toBe('`aˋb\\|c d`');
});

test('a link’s address does not end early, its text is text', () => {
  expect(link('https://host/a(b)/c d>', 'x](y')).toBe(String.raw`[x\](y](https://host/a%28b%29/c%20d%3E)`);
  expect(addressIn('https://host/%28')).toBe('https://host/%28');
});
