import { describe, expect, test } from 'vitest';
import { conclude } from '../../src/diagnosis/conclude.ts';
import { judgeLiveHeapGrowing } from '../../src/diagnosis/live-heap-growing.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { QUESTIONS } from '../../src/playbook/questions.ts';
import { RANGE, STEP, series, track, withMeasured, withRuns } from './go-case.ts';

const POD = 'ledger-0';
const OTHERS = ['ledger-1', 'ledger-2'];
const MAX = 1200;

interface Drawn {
  /** MiB that survive collections, level all day. */
  readonly live: number;
  /** MiB that this gains over the day. */
  readonly gains?: number;
  /** The same of each other pod; none is known where it is absent. */
  readonly others?: readonly number[];
  /** MiB that the pod took in the week before. */
  readonly before?: number;
  /** Set where it climbed from there until it was full. */
  readonly climbed?: true;
  /** MiB that what lives long may take, where that is less than the heap. */
  readonly most?: number;
}

/** Three JVMs of a day whose memory is level. */
function watched({ live, gains = 0, others = [], before, climbed, most = MAX }: Drawn): Observation {
  const level = (mib: number, more = 0) =>
    track((hour) => (mib + (more * hour) / 24 + 3 * ((hour * 5) % 1)) * MiB, MiB);
  const rss = [POD, ...OTHERS].map((pod) => series('container_memory_rss', { pod }, level(MAX + 300)));
  const started = RANGE.from - 40 * HOUR;
  const startTime = [POD, ...OTHERS].map((pod) =>
    series(
      'container_start_time_seconds',
      { pod },
      track(() => started / 1000),
    ),
  );
  const pods = podMemoryOf({ rss, startTime }, RANGE, { limit: 2048 * MiB });
  const heaps = new Map(
    others.map((mib, i) => [
      OTHERS[i] ?? '',
      {
        measured: { track: level(mib), metric: 'jvm_gc_live_data_size_bytes', reading: 'value' as const },
        max: most * MiB,
      },
    ]),
  );
  const [low, high] = [before ?? 0, MAX + 300];
  const taken = (share: number) => (climbed ? low + (high - low) * Math.min(1, share / 0.9) : low);
  const points = Array.from(
    { length: 60 },
    (_, i) => [RANGE.from - ((60 - i) * HOUR) / 2, taken(i / 60) * MiB] as const,
  );
  const earlier = before === undefined ? undefined : [{ pod: POD, track: trackOf(points) }];
  return withRuns(
    withMeasured(
      { range: RANGE, step: STEP, runtime: 'jvm', pods, chosen: POD, heaps, earlier, measured: {}, deploys: [] },
      {
        'live-heap': level(live, gains),
        'heap-used': track((hour) => (live + (gains * hour) / 24 + (MAX - live - gains) * ((hour * 5) % 1)) * MiB),
        'heap-committed': track(() => MAX * MiB),
        'heap-max': track(() => MAX * MiB),
        'live-max': track(() => most * MiB),
        collections: track((hour) => Math.floor(hour * 60)),
      },
    ),
  );
}

function concluded(observation: Observation) {
  const steps = (
    [
      ['rss-growing', judgeRssGrowing(observation)],
      ['live-heap-growing', judgeLiveHeapGrowing(observation)],
    ] as const
  ).map(([step, judgement]) => ({ step, means: QUESTIONS[step]('jvm').means, judgement, answer: judgement.answer }));
  return { steps, finding: conclude({ observation, steps, comparisons: [], gaps: [] }) };
}

describe('a live heap that takes nearly all that it may have', () => {
  test('leaked where those of the other pods are far below, though it is level', () => {
    const { steps, finding } = concluded(watched({ live: 1130, others: [240, 262] }));
    expect(steps.map(({ answer }) => answer)).toEqual(['no', 'yes']);
    expect(finding.kind).toBe('heap-leak');
    expect(finding.confidence).toBeLessThan(0.8);
    expect(finding.evidence.join(' ')).toMatch(
      /94 % of the 1.17 GiB that it may have.*The 2 other pods keep 2\d\d–26\d MiB/,
    );
    expect(finding.advice[0]).toContain('takes nearly all of the 1.17 GiB');
    expect(finding.advice[0]).toContain(
      'raise the limit from 2 GiB to 4 GiB and the heap’s maximum (1.17 GiB today) with it',
    );
    expect(finding.advice[0]).not.toMatch(/nothing is urgent|in about|gain about/);
  });

  test('leaked where the same run took far less before the window', () => {
    const { finding } = concluded(watched({ live: 1130, before: 700 }));
    expect(finding.kind).toBe('heap-leak');
    expect(finding.confidence).toBeLessThan(0.8);
  });

  test('leaked where the same run climbed to it before the window: what is full does not pause', () => {
    const { steps, finding } = concluded(watched({ live: 1130, before: 500, climbed: true }));
    expect(finding.kind).toBe('heap-leak');
    expect(steps.map(({ judgement }) => judgement.headline).join(' ')).not.toContain('may only pause');
  });

  test('leaks where it climbs in the place of garbage, though memory climbed to its level before the window', () => {
    const { steps, finding } = concluded(watched({ live: 400, gains: 400, before: 500, climbed: true }));
    expect(steps.map(({ answer }) => answer)).toEqual(['unclear', 'yes']);
    expect(finding.kind).toBe('heap-leak');
    expect(finding.confidence).toBeGreaterThan(0.6);
  });

  test('is full as soon as its old generation is: what is young has room that it never gets', () => {
    const { steps, finding } = concluded(watched({ live: 770, others: [240, 262], most: 800 }));
    expect(steps.map(({ answer }) => answer)).toEqual(['no', 'yes']);
    expect(finding.kind).toBe('heap-leak');
    expect(finding.evidence.join(' ')).toContain('97 % of the 800 MiB that it may have');
  });

  test.each<[string, Drawn]>([
    ['nothing is known of other pods', { live: 1130 }],
    ['the other pods keep as much', { live: 1130, others: [1090, 1120] }],
    ['one of the others keeps as much', { live: 1130, others: [240, 1120] }],
    ['it took as much before the window', { live: 1130, before: 1480 }],
  ])('is no leak that is known, and no sure calm, where %s', (_, drawn) => {
    const { finding } = concluded(watched(drawn));
    expect(finding.kind).not.toBe('heap-leak');
    expect(finding.confidence).toBeLessThanOrEqual(0.6);
    expect(finding.advice[0]).not.toContain('nothing has to be done');
  });

  test('is set apart from one that has room', () => {
    const { steps, finding } = concluded(watched({ live: 830, others: [240, 262] }));
    expect(steps.map(({ answer }) => answer)).toEqual(['no', 'no']);
    expect(finding.kind).toBe('no-growth');
    expect(finding.evidence.join(' ')).not.toMatch(/may have|full/);
  });
});
