import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { markdown } from '../../scripts/workspace/page/markdown.ts';
import { mrkdwn } from '../../scripts/workspace/page/mrkdwn.ts';

const names = { user: (id: string) => `user-${id}`, channel: (id: string) => `channel-${id}` };
const shown = (text: string) => mrkdwn(text, names).markup;

describe('mrkdwn', () => {
  it.each([
    ['*bold* and _italic_ and ~gone~', '<strong>bold</strong> and <em>italic</em> and <s>gone</s>'],
    ['*bold with `code`*', '<strong>bold with <code>code</code></strong>'],
    ['2*3*4 snake_case_name a~b~c', '2*3*4 snake_case_name a~b~c'],
    ['`*not bold*`', '<code>*not bold*</code>'],
    ['```\na *b*\n  c\n```', '<pre tabindex="0"><code>a *b*\n  c</code></pre>'],
    ['one\ntwo', 'one<br>two'],
    ['&gt; said\nthen', '<blockquote>said</blockquote>then'],
    [
      '<@U1> in <#C1>, <!channel>',
      '<span class="mention">@user-U1</span> in <span class="mention">#channel-C1</span>, <span class="mention">@channel</span>',
    ],
    [
      '<https://a.b/c?d=1&amp;e=2|here>',
      '<a href="https://a.b/c?d=1&amp;e=2" target="_blank" rel="noopener noreferrer">here</a>',
    ],
    ['<javascript:alert(1)|here>', 'here'],
    ['&lt;b&gt; &amp;amp;', '&lt;b&gt; &amp;amp;'],
    [':rocket: :unknown_thing:', '<span class="glyph rocket">🚀</span> :unknown_thing:'],
    [
      '<!date^1795402800^{date_short} {time}|23 Nov>',
      '<time datetime="2026-11-23T03:00:00.000Z" data-format="{date_short} {time}" title="2026-11-23T03:00:00.000Z">23 Nov</time>',
    ],
  ])('%s', (text, markup) => {
    expect(shown(text)).toBe(markup);
  });

  it('never lets a label become markup', () => {
    const markupPieces = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '|',
      '*',
      '`',
      '```',
      '\n',
      '<!date^',
      '^',
      '@',
      '#',
      '<img src=x onerror=y>',
      'a',
      '1',
    );
    fc.assert(
      fc.property(fc.array(markupPieces, { maxLength: 30 }), (pieces) => {
        const allowed = /<\/?(strong|em|s|code|pre|blockquote|span|a|time|br)( [a-z-]+="[^"<>]*")*>/g;
        for (const markup of [
          shown(pieces.join('')),
          markdown(pieces.join('')).markup.replaceAll(/<\/?p( class="\w+")?>/g, ''),
        ])
          expect(markup.replaceAll(allowed, '')).not.toMatch(/[<>]/);
      }),
    );
  });
});
