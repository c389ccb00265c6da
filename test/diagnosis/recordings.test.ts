import { existsSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { judgeGoroutinesGrowing } from '../../src/diagnosis/goroutines-growing.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import { judgeOutsideHeapGrowing } from '../../src/diagnosis/outside-heap-growing.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { recordedObservation } from './recorded-observation.ts';

/** What each lab scenario really is. */
const TRUTH: Readonly<Record<string, { readonly rss: string; readonly goroutines?: string; readonly heap?: string }>> =
  {
    'heap-leak': { rss: 'yes', goroutines: 'no', heap: 'yes' },
    'goroutine-leak': { rss: 'yes', goroutines: 'yes' },
    'timer-leak': { rss: 'yes', goroutines: 'no', heap: 'yes' },
    'native-growth': { rss: 'yes', goroutines: 'no', heap: 'no' },
    'warm-up': { rss: 'no', goroutines: 'no' },
    'limit-too-small': { rss: 'no' },
    burst: { rss: 'no' },
  };

const recordings = new URL('../fixtures/recordings/', import.meta.url);
const recorded = readdirSync(recordings).filter((scenario) =>
  existsSync(new URL(`${scenario}/series.json`, recordings)),
);

describe.each(recorded.filter((scenario) => scenario in TRUTH))('the recorded lab run %s', (scenario) => {
  const truth = TRUTH[scenario];
  const first = judgeRssGrowing(recordedObservation(scenario));
  const observation = recordedObservation(scenario, first.pod);

  test('memory', () => expect(first.answer).toBe(truth?.rss));
  test.runIf(truth?.goroutines)('goroutines', () =>
    expect(judgeGoroutinesGrowing(observation).answer).toBe(truth?.goroutines),
  );
  test.runIf(truth?.heap)('live heap', () => expect(judgeLiveHeapGrowing(observation).answer).toBe(truth?.heap));
  test.runIf(truth?.heap === 'yes')('no more than the collector’s room grows outside the heap', () =>
    expect(judgeOutsideHeapGrowing(observation).suggests).not.toBe('native-growth'),
  );
});
