import { describe, expect, test } from 'vitest';
import { growthOf } from '../../src/diagnosis/growth.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Lifetime, PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { T0 } from '../support/a-pod.ts';

interface Seen {
  readonly hours: number;
  /** MiB by the hours since the process began, 30 h before the end of the window. */
  readonly level: (age: number) => number;
  readonly limit?: number | undefined;
  readonly goesBack?: true | undefined;
  /** Hours before the window that the process began. */
  readonly older?: number;
}

const END = T0 + 40 * HOUR;

function seen({ hours, level, limit, goesBack, older = 30 }: Seen): Observation {
  const from = END - hours * HOUR;
  const points = Array.from({ length: hours * 120 + 1 }, (_, i) => {
    const at = from + i * (MINUTE / 2);
    return [at, level(older + (at - from) / HOUR) * MiB] as const;
  });
  const life: Lifetime = { from, to: END, end: 'running', startedAt: from - older * HOUR };
  const pod: PodMemory = {
    pod: 'render-7d9f-x2x',
    rss: trackOf(points),
    limit: limit === undefined ? undefined : limit * MiB,
    lifetimes: [life],
    restarts: 0,
    kills: [],
  };
  return {
    range: { from, to: END },
    goesBack,
    step: MINUTE / 2,
    pods: [pod],
    chosen: pod.pod,
    measured: {},
    deploys: [],
  };
}

/** Garbage that comes and goes within minutes. */
const saw = (age: number, height: number, minutes: number) => height * (((age * 60) / minutes) % 1);
/** Up to `height`, by what looks like chance. */
const jitter = (age: number, height: number) => height * ((Math.sin(age * 7919) * 43758.5453) % 1);

describe('a process that has run for longer than the window shows', () => {
  const leaks = [
    ['9 MiB/h of 400', 512, (age: number) => 9 * (age - 30) + 400 + jitter(age, 6) + saw(age, 9, 7)],
    ['15 MiB/h of 700', 1024, (age: number) => 15 * (age - 30) + 700 + jitter(age, 9) + saw(age, 14, 4)],
    ['30 MiB/h of 1500', 2048, (age: number) => 30 * (age - 30) + 1500 + jitter(age, 20) + saw(age, 30, 11)],
  ] as const;

  test.each(leaks)('and leaks %s is not said to be level within one hour', (_name, limit, level) => {
    const { answer, headline, reasons } = judgeRssGrowing(seen({ hours: 1, level, limit, goesBack: true }));
    expect(answer).toBe('unclear');
    expect(headline).toMatch(/rose .* too short to see whether it goes on\. Look again over 24 h/);
    expect(reasons.join(' ')).toContain('would fill the limit of');
  });

  test.each(leaks)('and leaks %s is not sent to data that are not there', (_name, limit, level) => {
    const { headline } = judgeRssGrowing(seen({ hours: 1, level, limit }));
    expect(headline).not.toContain('over 24 h');
  });

  test.each(leaks)('and leaks %s is seen to do so within a day', (_name, limit, level) => {
    const day = (age: number) => level(age - 23);
    expect(judgeRssGrowing(seen({ hours: 23, level: day, limit, goesBack: true, older: 30 })).answer).toBe('yes');
  });

  test.each([
    ['level', (age: number) => 600 + saw(age, 20, 9)],
    ['rising by 1 MiB/h', (age: number) => 600 + age + saw(age, 6, 3)],
    ['falling', (age: number) => 700 - 9 * (age - 30)],
  ])('and is %s is calm, and not more than fairly sure of it', (_, level) => {
    const judged = judgeRssGrowing(seen({ hours: 1, level, limit: 1024, goesBack: true }));
    expect(judged).toMatchObject({ answer: 'no', suggests: 'no-growth' });
    expect(judged.confidence).toBeLessThanOrEqual(0.7);
  });

  test('and in which something grows for sure has not shown what came before', () => {
    const fast = (age: number) => 300 * (age - 30) + 400;
    const judged = judgeRssGrowing(seen({ hours: 1, level: fast, limit: 1024, goesBack: true }));
    expect(judged.answer).toBe('yes');
    expect(judged.confidence).toBeLessThan(0.8);
  });
});

describe('a window that begins a moment before the first run of a pod, which was killed as the next one will be', () => {
  const [began, killed] = [END - 9 * MINUTE, END - 4.5 * MINUTE];
  const level = (at: number) => 90 + (30 * (at - (at < killed ? began : killed))) / MINUTE;
  const track = trackOf(
    Array.from({ length: 108 }, (_, i) => began + i * 5000).map((at) => [at, level(at) * MiB] as const),
  );
  const seenStart = { startSeen: true, limit: 230 * MiB } as const;
  const pod: PodMemory = {
    pod: 'render-7d9f-x2x',
    rss: track,
    limit: 230 * MiB,
    lifetimes: [
      { from: began, to: killed - 5000, end: 'oom-killed', startedAt: began, ...seenStart },
      { from: killed, to: END, end: 'running', startedAt: killed, ...seenStart },
    ],
    restarts: 1,
    kills: [killed - 5000],
  };
  const judged = (one: PodMemory) =>
    judgeRssGrowing({
      range: { from: began - 10_000, to: END },
      goesBack: true,
      step: 5000,
      pods: [one],
      chosen: one.pod,
      measured: {},
      deploys: [],
    });

  test('shows all of it where the restart counter stood at 0', () => {
    const { answer, confidence } = judged({ ...pod, firstRunSeen: true });
    expect(answer).toBe('yes');
    expect(confidence).toBeGreaterThan(0.9);
  });

  test('may show one of many alike where nothing says that it is the first', () => {
    expect(judged(pod).confidence).toBeLessThan(0.8);
  });
});

describe('memory that stepped up once', () => {
  const stepped = (settling: number) => (hour: number) =>
    (hour < 5 ? 240 : 610 + (settling * (hour - 5)) / 19) + 6 * Math.sin(hour);
  const track = (settling: number) =>
    trackOf(Array.from({ length: 721 }, (_, i) => [T0 + i * 2 * MINUTE, stepped(settling)(i / 30) * MiB] as const));
  const life: Lifetime = { from: T0, to: T0 + 24 * HOUR, end: 'running', startedAt: T0 - 50 * HOUR };

  test.each([0, 8, 14])('and settled by %d MiB since does not grow', (settling) => {
    expect(growthOf(track(settling), [life], { limit: 1024 * MiB }).answer).toBe('no');
  });

  test('and climbs on by a third of the step is not called level', () => {
    expect(growthOf(track(130), [life], { limit: 1024 * MiB }).answer).not.toBe('no');
  });
});
