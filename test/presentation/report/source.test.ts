import { expect, test } from 'vitest';
import type { Conclusion, ConclusionSource } from '../../../src/investigation/state/investigation.ts';
import { playbookFor } from '../../../src/playbook/playbook.ts';
import { reportDocument } from '../../../src/presentation/report/json.ts';
import { markdownReport } from '../../../src/presentation/report/markdown.ts';
import { aConclusion } from '../../support/a-conclusion.ts';
import { Story } from '../../support/investigations.ts';

function concluded(conclusion: Conclusion) {
  return { ...new Story().investigation, conclusions: [conclusion] };
}

function withSource(changes: Partial<ConclusionSource>): Conclusion {
  const conclusion = aConclusion();
  return conclusion.source === undefined ? conclusion : { ...conclusion, source: { ...conclusion.source, ...changes } };
}

const markdown = (conclusion: Conclusion) => markdownReport(concluded(conclusion), playbookFor('go'));

test('the report has the code, its revision and its owners', () => {
  expect(markdown(aConclusion())).toContain(
    [
      '[cache/markets.go](https://github.com/acme/markets/blob/4f2c1a9/cache/markets.go#L88) at 4f2c1a9',
      '',
      '```go',
      '86 |',
      '87 | func (c *MarketsValueCache) Put(k Key, v *Values) {',
      '88 |     c.entries[k] = v  // ← +271 MiB',
      '89 | }',
      '90 |',
      '```',
      '',
      'Owners: `@acme/markets, @sam`',
    ].join('\n'),
  );
});

test('a fence inside makes the fence longer', () => {
  const text = markdown(withSource({ snippet: { first: 1, lines: ['````', 'x'] }, marks: [] }));
  expect(text).toContain('`````go\n1 | ````\n2 | x\n`````');
});

test('without code the report is as it was', () => {
  expect(markdown(aConclusion({ source: undefined }))).not.toMatch(/Owners|```/);
});

test('the JSON has it as data', () => {
  const document = reportDocument(concluded(aConclusion()), playbookFor('go'));
  expect(JSON.parse(JSON.stringify(document.source))).toMatchObject({
    path: 'cache/markets.go',
    firstLine: 86,
    marks: [{ line: 88, delta: 271 * 1024 ** 2 }],
    owners: ['@acme/markets', '@sam'],
  });
  expect(reportDocument(concluded(aConclusion({ source: undefined })), playbookFor('go'))).not.toHaveProperty(
    'source.path',
  );
});
