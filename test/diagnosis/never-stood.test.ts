import { describe, expect, test } from 'vitest';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { Lifetime, PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { T0 } from '../support/a-pod.ts';

const LIMIT = 384;

interface Runs {
  readonly count: number;
  /** Seconds. */
  readonly lasting: number;
  readonly every: number;
  /** MiB, by the share of the run. */
  readonly level: (share: number) => number;
  /** Seconds of the run that goes on, the same as those before it. */
  readonly running?: number;
}

/** Runs that were each killed after so many seconds, a few seconds apart. */
function killed({ count, lasting, every, level, running }: Runs): PodMemory {
  const points: [number, number][] = [];
  const lifetimes: Lifetime[] = [];
  let now = T0;
  for (let run = 0; run < count; run += 1) {
    const from = now;
    for (let age = 0; age <= lasting; age += every) {
      now = from + age * SECOND;
      points.push([now, level(age / lasting) * MiB]);
    }
    lifetimes.push({ from, to: now, end: 'oom-killed', startSeen: true, startedAt: from - SECOND, limit: LIMIT * MiB });
    now += 3 * SECOND;
  }
  const kills = lifetimes.map(({ to }) => to);
  if (running !== undefined) {
    const from = now;
    for (let age = 0; age <= running; age += every) {
      now = from + age * SECOND;
      points.push([now, level(age / lasting) * MiB]);
    }
    lifetimes.push({ from, to: now, end: 'running', startSeen: true, startedAt: from - SECOND, limit: LIMIT * MiB });
  }
  return {
    pod: 'orders-7d9f-x2x',
    rss: trackOf(points),
    limit: LIMIT * MiB,
    lifetimes,
    restarts: count,
    kills,
  };
}

function judged(pod: PodMemory) {
  const range = { from: T0 - 600 * SECOND, to: (pod.rss.times.at(-1) ?? 0) + 2 * SECOND };
  return judgeRssGrowing({ range, step: SECOND, pods: [pod], chosen: pod.pod, measured: {}, deploys: [] });
}

/** Every process is quick in its first moments; what follows may be a leak or the rest of its start. */
const RISES: Readonly<Record<string, (share: number) => number>> = {
  'saturates from a third': (share) => 130 + 250 * (1 - Math.exp(-3 * share)),
  'saturates from half': (share) => 200 + 185 * (1 - Math.exp(-2.5 * share)),
  'starts at once and climbs on at a third of the pace': (share) =>
    share < 0.2 ? 150 + 600 * share : 270 + 140 * (share - 0.2),
};

describe('a run that rose until it was killed, moments after its start', () => {
  const cases = Object.entries(RISES).flatMap(([name, level]) =>
    [26, 70, 240].flatMap((lasting) =>
      [1, 2].flatMap((every) =>
        [1, 2].flatMap((count) =>
          [undefined, 0.2, 0.7].map((gone) => {
            const running = gone === undefined ? {} : { running: Math.round(gone * lasting) };
            return [name, { count, lasting, every, level, ...running }] as const;
          }),
        ),
      ),
    ),
  );

  test.each(cases)('that %s is not said to be level, nor to leak for sure: %o', (_, runs) => {
    const { answer, headline, confidence } = judged(killed(runs));
    expect(headline).not.toMatch(/steady|flat|level/);
    expect(answer).not.toBe('no');
    if (answer === 'unclear') expect(headline).toMatch(/rose .* and was killed.*: a quick leak, or a start/);
    else expect(confidence).toBeLessThanOrEqual(0.985);
  });

  // MiB a second of a JVM that starts a thread for each order, in the lab on a busy machine: killed at 256 MiB.
  const BEFORE = [215, 218, 217, 221, 225, 228, 231, 234, 238, 242, 245, 249, 253, 256];
  const RECORDED = [
    99, 116, 131, 144, 152, 157, 173, 180, 187, 191, 195, 198, 202, 206, 209, 209, 212, 216, 219, 223, 226, 230, 234,
    237, 240, 243, 247, 250, 253,
  ];

  test.each([0, 3, 6, 9])(
    'nor is it level beside one of which only the end was seen, without its first %i s',
    (gone) => {
      const of = (values: readonly number[]) => (share: number) =>
        ((values[Math.round(share * (values.length - 1))] ?? 0) * LIMIT) / 256;
      const before = BEFORE.slice(gone);
      const [first, second] = [before, RECORDED].map((values) =>
        killed({ count: 1, lasting: values.length - 1, every: 1, level: of(values) }),
      );
      if (first === undefined || second === undefined) throw new RangeError('two runs');
      const later = 60 * SECOND;
      const pod: PodMemory = {
        ...second,
        rss: trackOf([
          ...Array.from(first.rss.times, (time, i): [number, number] => [time, first.rss.values[i] ?? 0]),
          ...Array.from(second.rss.times, (time, i): [number, number] => [time + later, second.rss.values[i] ?? 0]),
        ]),
        lifetimes: [
          ...first.lifetimes.map((life) => ({ ...life, startSeen: false })),
          ...second.lifetimes.map((life) => ({ ...life, from: life.from + later, to: life.to + later })),
        ],
        kills: [...first.kills, ...second.kills.map((kill) => kill + later)],
        restarts: 2,
      };
      const { answer, headline } = judged(pod);
      expect(headline).not.toMatch(/steady|flat|level|moves between/);
      expect(answer).not.toBe('no');
    },
  );

  test('that stood before its kill has shown that its limit is too small', () => {
    const stood = (share: number) => (share < 0.15 ? 100 + 1700 * share : 355 + 20 * Math.sin(40 * share));
    expect(judged(killed({ count: 2, lasting: 240, every: 2, level: stood }))).toMatchObject({
      answer: 'no',
      suggests: 'limit-too-small',
    });
  });

  // As the lab has it: caches fill, then a report of four times the usual size takes what is left within seconds.
  test.each([
    { lasting: 57, calm: 0.75 },
    { lasting: 57, calm: 0.82 },
    { lasting: 120, calm: 0.8 },
    { lasting: 120, calm: 0.85 },
  ])('that filled its caches and then jumped to its kill is a burst: %o', ({ lasting, calm }) => {
    const level = (share: number) => {
      const caches = 50 + 60 * (1 - Math.exp(-6 * share));
      return share < calm ? caches : caches + (290 * (share - calm)) / (1 - calm);
    };
    const { headline, suggests } = judged(killed({ count: 1, lasting, every: 1, level }));
    expect(headline).not.toMatch(/a quick leak, or a start/);
    expect(suggests).toBe('burst');
  });
});
