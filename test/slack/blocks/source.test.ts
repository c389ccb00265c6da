import { expect, test } from 'vitest';
import type { Conclusion, ConclusionSource } from '../../../src/investigation/state/investigation.ts';
import { conclusionMessage } from '../../../src/slack/blocks/conclusion.ts';
import { sourceBlocks } from '../../../src/slack/blocks/source.ts';
import { aConclusion } from '../../support/a-conclusion.ts';
import { Story } from '../../support/investigations.ts';

function withSource(changes: Partial<ConclusionSource>): Conclusion {
  const conclusion = aConclusion();
  return conclusion.source === undefined ? conclusion : { ...conclusion, source: { ...conclusion.source, ...changes } };
}

function codeOf(conclusion: Conclusion): string {
  const [block] = sourceBlocks(conclusion);
  return block?.type === 'section' ? (block.text?.text ?? '') : '';
}

test('the conclusion shows the code, its line marked, and the owners without calling them', () => {
  const { blocks } = conclusionMessage(new Story().investigation, aConclusion(), { canLookFurther: false });
  const texts = blocks.map((block) => (block.type === 'section' ? block.text?.text : block.type));
  expect(texts[1]).toMatch(/<https:\/\/github\.com\/.*#L88\|cache\/markets\.go:88>\* at `4f2c1a9`$/);
  expect(texts[2]?.split('\n')).toEqual([
    '```',
    '86 |',
    '87 | func (c *MarketsValueCache) Put(k Key, v *Values) {',
    '88 |     c.entries[k] = v  // ← +271 MiB',
    '89 | }',
    '90 |',
    '```',
  ]);
  expect(blocks[3]).toEqual({
    type: 'context',
    elements: [{ type: 'plain_text', text: 'Owners: @acme/markets, @sam', emoji: false }],
  });
});

test('numbers stand right, counts are counted, Python has its own comments', () => {
  const snippet = { first: 9, lines: ['a', 'b'] };
  const source = withSource({ path: 'a.py', snippet, marks: [{ line: 10, delta: 1939 }] });
  const counted = {
    ...source,
    finding: { ...source.finding, explained: { amount: 1, of: 1, unit: 'count' } as const },
  };
  expect(codeOf(counted)).toBe('```\n 9 | a\n10 | b  # ← +1,939\n```');
});

test('code can neither call anyone nor leave its block', () => {
  const lines = ['// <!channel> <@U0DANA> & ```', 'x := `raw`', '````'];
  expect(codeOf(withSource({ snippet: { first: 1, lines }, marks: [] }))).toBe(
    '```\n1 | // &lt;!channel&gt; &lt;@U0DANA&gt; &amp; ˋˋˋ\n2 | x := `raw`\n3 | ˋˋˋˋ\n```',
  );
});

test('within Slack’s limit, and closed, whatever it holds', () => {
  const lines = Array.from({ length: 5 }, () => '<'.repeat(119));
  const text = codeOf(withSource({ snippet: { first: 1, lines } }));
  expect(text.length).toBeLessThanOrEqual(3000);
  expect(text).toMatch(/^```\n1 \| (&lt;)+\n[\s\S]*;\n```$/);
});

test('an army of owners is counted', () => {
  const owners = Array.from({ length: 40 }, (_, i) => `@acme/team-${i}`);
  expect(JSON.stringify(sourceBlocks(withSource({ owners })))).toContain('@acme/team-4, 35 more');
});

test('nothing where nothing could be read', () => {
  expect(sourceBlocks(aConclusion({ source: undefined }))).toEqual([]);
  expect(sourceBlocks(withSource({ snippet: undefined, owners: [] }))).toEqual([]);
});
