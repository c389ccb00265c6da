import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { clip, code, escapeText, link } from '../../src/slack/text.ts';

describe('what came from outside', () => {
  test.each([
    ['<!channel> wake up', '&lt;!channel&gt; wake up'],
    ['page @here, @EVERYONE', 'page @\u2060here, @\u2060EVERYONE'],
    ['<@U0DANA> & <https://evil|prod>', '&lt;@U0DANA&gt; &amp; &lt;https://evil|prod&gt;'],
  ])('%s stays text', (raw, escaped) => expect(escapeText(raw)).toBe(escaped));

  test('code cannot be left with a backtick', () => expect(code('a`<!here>`b')).toBe('`aˋ&lt;!here&gt;ˋb`'));

  test('a link keeps its bar and brackets to itself', () => {
    expect(link('https://x.test/a|b>c`\u202E', 'a>b')).toBe('<https://x.test/a%7Cb%3Ec%60|a&gt;b>');
  });
});

test('clipping keeps the limit, marks the cut, and never leaves half an entity or half a link', () => {
  const piece = fc.constantFrom('a', 'memory ', '&amp;', '&lt;', '<https://x.test|there>', '<@U0DANA>', '*');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), fc.integer({ min: 1, max: 200 }), (pieces, limit) => {
      const text = pieces.join('');
      const clipped = clip(text, limit);
      expect(clipped.length).toBeLessThanOrEqual(limit);
      if (text.length <= limit) expect(clipped).toBe(text);
      else expect(clipped.endsWith('…')).toBe(true);
      const rest = clipped.replaceAll(/&(amp|lt|gt);/g, '').replaceAll(/<[^<>]*>/g, '');
      expect(rest).not.toMatch(/[<>&]/);
    }),
  );
});
