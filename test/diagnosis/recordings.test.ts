import { expect, test } from 'vitest';
import { judgeGoroutinesGrowing } from '../../src/diagnosis/goroutines-growing.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import { judgeOutsideHeapGrowing } from '../../src/diagnosis/outside-heap-growing.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { recordedObservation } from './recorded-observation.ts';

/** What each lab scenario really is; a question that its playbook never reaches is left out. */
const TRUTH = {
  'heap-leak': ['rss yes', 'goroutines no', 'heap yes'],
  'goroutine-leak': ['rss yes', 'goroutines yes'],
  'timer-leak': ['rss yes', 'goroutines no', 'heap yes'],
  'native-growth': ['rss yes', 'goroutines no', 'heap no'],
  'warm-up': ['rss no', 'goroutines no'],
  'limit-too-small': ['rss no'],
  burst: ['rss no'],
} as const;

test.each(Object.entries(TRUTH))('the recorded lab run %s is judged %j', (scenario, truth) => {
  const first = judgeRssGrowing(recordedObservation(scenario));
  const observation = recordedObservation(scenario, first.pod);
  const judged = [
    `rss ${first.answer}`,
    `goroutines ${judgeGoroutinesGrowing(observation).answer}`,
    `heap ${judgeLiveHeapGrowing(observation).answer}`,
  ];
  expect(judged).toEqual(expect.arrayContaining([...truth]));
});

test.each(['heap-leak', 'timer-leak'])('no more than the collector’s room grows outside the heap of %s', (scenario) => {
  const { pod } = judgeRssGrowing(recordedObservation(scenario));
  const judgement = judgeOutsideHeapGrowing(recordedObservation(scenario, pod));
  expect(judgement.suggests).not.toBe('native-growth');
});

test('asked minutes after the last sample, a recording is judged by a pod that was seen long enough', () => {
  const late = { ...recordedObservation('warm-up') };
  const range = { ...late.range, to: late.range.to + 120_000 };
  const pods = late.pods.map((pod) => ({
    ...pod,
    lifetimes: pod.lifetimes.map((life) => (life.end === 'running' ? { ...life, end: 'restarted' as const } : life)),
  }));
  expect(judgeRssGrowing({ ...late, range, pods }).answer).toBe('no');
});
