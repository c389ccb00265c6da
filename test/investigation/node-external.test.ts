import { describe, expect, test } from 'vitest';
import { playbookFor } from '../../src/playbook/playbook.ts';
import { markdownReport } from '../../src/presentation/report/markdown.ts';
import { player } from '../support/played-out.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { recordedSeries } from '../support/recorded-series.ts';
import { seriesSource } from '../support/series-source.ts';

/** A real service that keeps Buffers, as it looks where a team does not keep all of its metrics. */
async function without(dropped: RegExp) {
  const recorded = recordedEvidence('node-buffers');
  const series = recordedSeries('node-buffers').filter(({ metric }) => !dropped.test(metric));
  const metrics = seriesSource('the recording', series);
  return player().play({ ...recorded, service: { ...recorded.service, runtime: 'node' }, now: recorded.end, metrics });
}

const SPLITS = [
  ['every metric', /^$/],
  ['no size of external memory', /^nodejs_external_memory_bytes$/],
  ['no size of the heap', /^nodejs_heap_/],
  ['neither', /^nodejs_(heap_|external_)/],
  ['nothing of Node.js', /^nodejs_/],
] as const;

describe.each(SPLITS)('Buffers that are kept, with %s', (_, dropped) => {
  test('are never a leak in the heap of V8: they are named as memory outside it, with what the profiles count', async () => {
    const { investigation, conclusion } = await without(dropped);
    const { finding, compared } = conclusion;
    expect(finding.kind).toBe('native-growth');
    expect(finding.title).toMatch(/outside the V8 heap \(buffers\)/);
    expect(compared).toMatchObject({ sampleType: 'outside_heap', unit: 'bytes' });
    expect(finding.paths).toMatchObject([{ frames: [{ function: '(external)' }] }]);
    const text = markdownReport(investigation, playbookFor(investigation.runtime));
    expect(text).toContain('Buffers and ArrayBuffers, outside the heap of V8');
    expect(text).not.toMatch(/heap leak in/i);
    // One sum of all: only heap snapshots show more.
    expect(finding.advice.join(' ')).toContain('v8.writeHeapSnapshot');
  });
});

test('where nothing shows that it is Node.js, the sum is still no leak in a heap', async () => {
  const recorded = recordedEvidence('node-buffers');
  const series = recordedSeries('node-buffers').filter(({ metric }) => !metric.startsWith('nodejs_'));
  const { runtime: _, ...service } = recorded.service;
  const metrics = seriesSource('the recording', series);
  const { conclusion } = await player().play({ ...recorded, service, now: recorded.end, metrics });
  expect(conclusion.finding).toMatchObject({
    kind: 'native-growth',
    paths: [{ frames: [{ function: '(external)' }] }],
  });
});
