import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readRecording, recordedService } from '../../scripts/demo/recording.ts';
import { unpackSeries } from '../../scripts/lab/record/series-file.ts';
import { memoryGrowth } from '../../src/diagnosis/memory-growth.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { Lifetime, PodMemory } from '../../src/metrics/lifetime.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { T0 } from '../support/a-pod.ts';
import { player } from '../support/played-out.ts';
import { seriesSource } from '../support/series-source.ts';

/** When the last life of the recorded pod was killed; see the fixtures' README. */
const KILLED = {
  threads: Date.UTC(2026, 10, 30, 10, 44, 12),
  burst: Date.UTC(2026, 10, 30, 10, 53, 52),
  full: Date.UTC(2026, 10, 30, 11, 47, 11),
};

interface Asked {
  /** The fixture, and the scenario of the lab that it is of. */
  readonly of: keyof typeof KILLED;
  readonly scenario: string;
  /** Seconds between two scrapes, and the second of the first. */
  readonly every: number;
  readonly phase?: number;
  /** Seconds after the kill. */
  readonly after: readonly number[];
}

function recorded({ of, every, phase = 0 }: Asked, until: number): readonly Series[] {
  const file = new URL(`../fixtures/short-lives/${of}.json.gz`, import.meta.url);
  return unpackSeries(readFileSync(file)).flatMap(({ labels: { __name__: metric = '', ...labels }, samples }) => {
    const seen = samples.filter(([time]) => time <= until && Math.round(time / SECOND) % every === phase);
    return seen.length === 0 ? [] : [{ metric, labels, ...trackOf(seen) }];
  });
}

const play = player();

/** The kinds of finding that an investigation without profiles ends in, by when someone asks. */
async function foundIn(asked: Asked): Promise<readonly string[]> {
  const profiles = {
    name: 'none',
    snapshots: () => Promise.resolve([]),
    read: () => Promise.reject(new Error('there is none')),
  };
  const comparer = { compare: () => Promise.reject(new Error('there is nothing to compare')) };
  const service = recordedService(readRecording(asked.scenario));
  const found: string[] = [];
  for (const seconds of asked.after) {
    const now = KILLED[asked.of] + seconds * SECOND;
    const metrics = seriesSource('the recording', recorded(asked, now));
    const { conclusion } = await play.play({ service, now, metrics, profiles, comparer });
    found.push(conclusion.finding.kind);
  }
  return found;
}

describe('whenever someone asks', () => {
  test.each([1, 2, 3])(
    'lives of half a minute that threads fill after the start of a JVM end in these: every %i s',
    async (every) => {
      const found = await foundIn({ of: 'threads', scenario: 'jvm-thread-leak', every, after: [0, 1, 2, 3, 5] });
      expect(found).toEqual(found.map(() => 'thread-leak'));
    },
  );

  // A second after it the kill is not known yet.
  test.each([
    { every: 1, phase: 0 },
    { every: 2, phase: 0 },
    { every: 2, phase: 1 },
    { every: 3, phase: 0 },
  ])('a burst after a start that was over ends in that: %j', async ({ every, phase }) => {
    const found = await foundIn({ of: 'burst', scenario: 'burst', every, phase, after: [3, 5, 8] });
    expect(found).toEqual(found.map(() => 'burst'));
  });
});

test.each([1, 2])('a working set that fills its limit, and wanders up to it, is no leak: every %i s', async (every) => {
  const found = await foundIn({ of: 'full', scenario: 'limit-too-small', every, after: [3, 5, 8, 12] });
  expect(found).toEqual(found.map(() => 'limit-too-small'));
});

/** MiB. */
const LIMIT = 256;

interface Runs {
  /** MiB, by the age in seconds. */
  readonly level: (age: number) => number;
  /** Seconds that each run lasted until its kill, and between two samples. */
  readonly lives: readonly number[];
  readonly every: number;
  /** Seconds that the last run goes on. */
  readonly running: number;
  /** MiB, the level of that one where it is another. */
  readonly now?: (age: number) => number;
}

function podOf({ level, lives, every, running, now = level }: Runs): PodMemory {
  const points: [number, number][] = [];
  const lifetimes: Lifetime[] = [];
  const limit = LIMIT * MiB;
  let began = T0;
  for (const [run, lasted] of [...lives, running].entries()) {
    const goesOn = run === lives.length;
    // Scrapes keep their pace, whenever a run begins.
    const first = Math.ceil(began / (every * SECOND)) * every * SECOND;
    let to = first;
    for (let time = first; time <= began + lasted * SECOND || time === first; time += every * SECOND) {
      to = time;
      const age = (time - began) / SECOND;
      points.push([time, (goesOn ? now(age) : level(age)) * MiB * (1 + 0.004 * Math.sin(points.length * 7.3))]);
    }
    const end = goesOn ? 'running' : 'oom-killed';
    lifetimes.push({ from: first, to, end, startSeen: true, startedAt: began, limit });
    began += (lasted + 1.3) * SECOND;
  }
  const kills = lifetimes.filter(({ end }) => end === 'oom-killed').map(({ to }) => to);
  return { pod: 'api-x', rss: trackOf(points), limit, lifetimes, restarts: lives.length, kills };
}

function observed(pod: PodMemory) {
  const range = { from: T0 - 600 * SECOND, to: pod.rss.times.at(-1) ?? 0 };
  return { range, step: SECOND, pods: [pod], chosen: pod.pod, measured: {}, deploys: [] };
}

/** A jump of so many MiB within seconds of the start, then a line that meets the limit at its end. */
function climbing(jump: number, lasts: number) {
  return (age: number) => 20 + jump * (1 - Math.exp(-age / 4)) + ((LIMIT - 20 - jump) * age) / lasts;
}

const LIVES = [
  { lasts: 15, every: 1 },
  { lasts: 30, every: 1 },
  { lasts: 30, every: 2 },
  { lasts: 31, every: 5 },
  { lasts: 58, every: 5 },
  { lasts: 60, every: 10 },
  { lasts: 200, every: 15 },
];
const alignments = LIVES.flatMap((life) => [0, 5, 20].map((running) => ({ ...life, running })));

describe('what climbs to its kill again and again is not said to be level', () => {
  // A Go program that has hardly a start, a small JVM, and one whose start fills most of what it leaves to a leak.
  test.each([0, 60, 110, 140])('after a jump of %i MiB', (jump) => {
    for (const { lasts, every, running } of alignments) {
      const pod = podOf({ level: climbing(jump, lasts), lives: [lasts, lasts], every, running });
      expect([lasts, every, running, memoryGrowth(observed(pod), pod).answer]).not.toContain('no');
    }
  });

  test('whose last kill is not known yet', () => {
    const lives = podOf({ level: climbing(140, 40), lives: [40], every: 3, running: 39 });
    expect(memoryGrowth(observed(lives), lives).answer).not.toBe('no');
  });

  test('and says what is not seen: a leak, or a start that needs more', () => {
    const pod = podOf({ level: climbing(140, 15), lives: [15, 15], every: 3, running: 0 });
    const { answer, headline, suggests } = judgeRssGrowing(observed(pod));
    expect([answer, suggests]).toEqual(['unclear', 'not-enough-data']);
    expect(headline).toMatch(/^x rose .* a quick leak, or a start that needs more\.$/);
  });
});

describe('what stands, or jumps, before its kill stays level', () => {
  const fills = (jump: number) => (age: number) => 20 + jump * (1 - Math.exp(-age / 4));
  const answerOf = (runs: Runs) => {
    const pod = podOf(runs);
    return memoryGrowth(observed(pod), pod).answer;
  };

  test.each([3, 8])('a burst of %i s after a start that was over', (seconds) => {
    for (const every of [1, 2, 3])
      for (const running of [0, 5, 20]) {
        const burst = (age: number) => fills(90)(age) + (146 * Math.max(0, age - 40 + seconds)) / seconds;
        expect([every, running, answerOf({ level: burst, lives: [40, 40], every, running })]).toContain('no');
      }
  });

  test.each([4, 6, 9])('a steady state that nearly fills its limit, reached with a time constant of %i s', (slow) => {
    const level = (age: number) => 20 + 232 * (1 - Math.exp(-age / slow));
    // Scraped less often, the slower ones are not seen to stand.
    for (const every of slow === 4 ? [1, 2, 3] : [1])
      for (const running of [0, 5, 20])
        expect([every, running, answerOf({ level, lives: [40, 40], every, running })]).toContain('no');
  });

  test('garbage that is collected every few seconds', () => {
    for (const period of [3, 4, 5, 6, 7])
      for (const running of [0, 5, 20]) {
        const level = (age: number) => fills(120)(age) + (60 * (age % period)) / period + (age > 38 ? 80 : 0);
        expect([period, running, answerOf({ level, lives: [40, 40], every: 1, running })]).toContain('no');
      }
  });

  test('runs that another outlived, which stands', () => {
    const [level, now] = [climbing(110, 30), fills(110)];
    expect(answerOf({ level, lives: [30, 30], every: 1, running: 120, now })).toBe('no');
  });
});
