import { describe, expect, test } from 'vitest';
import { rangeSaid } from '../../src/diagnosis/count-range.ts';
import { stretchOf } from '../../src/diagnosis/stretch.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { aPod, minute } from '../support/a-pod.ts';

const LENGTH = 30;

/** A count beside the memory of a pod, a law of the minute in its run each; several runs are alike. */
function said(
  count: (minute: number) => number,
  memory: (minute: number) => number,
  { runs = 1, few = false, requests }: { runs?: number; few?: boolean; requests?: (minute: number) => number } = {},
) {
  const minutes = Array.from({ length: LENGTH }, (_, i) => i);
  const rss = Array.from({ length: runs }, () => minutes.map(memory).join(' ')).join(' | ');
  const pod = aPod('api-1', { rss });
  const track = trackOf(
    Array.from({ length: runs * LENGTH }, (_, i) => [minute(i), Math.round(count(i % LENGTH))] as const),
  );
  const range = { from: minute(0), to: minute(runs * LENGTH - 1) };
  const asked = requests && trackOf([...track.times].map((time, i) => [time, requests(i % LENGTH)]));
  const measured = asked && { requests: { track: asked, metric: 'http_requests_total', reading: 'rate' as const } };
  const stretch = stretchOf(track, pod.lifetimes.at(-1) ?? range, 0) ?? expect.fail('no samples');
  const observation = { range, step: MINUTE, pods: [pod], chosen: 'api-1', measured: measured ?? {}, deploys: [] };
  return rangeSaid(observation, track, { noun: 'threads', stretch, few });
}

const level = () => 100;
const wobble = (at: number) => (at * 7) % 5;

test('a narrow range is steady throughout', () => {
  expect(
    said(
      (at) => 40 + wobble(at),
      (at) => 100 + 5 * at,
    ),
  ).toMatchObject({
    answer: 'no',
    headline: '40–44 threads throughout: the number does not follow memory.',
    atMost: 1,
  });
});

describe('a wide range is not called steady before it was looked at', () => {
  test('what rises as memory does in each run is open, however few they are', () => {
    const few = said(
      (at) => 5 + 1.3 * at,
      (at) => 80 + 10 * at + wobble(at),
      { runs: 3, few: true },
    );
    expect(few.answer).toBe('unclear');
    expect(few.headline).toBe(
      '5 → 43 threads in a run, alike in 3 runs, as memory rose: too few to hold it by themselves.',
    );
    const one = said(
      (at) => 100 + 8 * at,
      (at) => 80 + 10 * at,
    );
    expect(one).toMatchObject({ answer: 'unclear' });
    expect(one.headline).toMatch(/^100 → 332 threads, as memory rose: not clearly a trend of their own\.$/);
  });

  test('a step between two levels is a step, beside memory that stands', () => {
    expect(said((at) => (at < 12 ? 20 : 190) + wobble(at), level)).toMatchObject({
      answer: 'no',
      headline: '20–24 threads until 22 Nov 10:12 UTC, 190–194 since: a step, and level on both sides.',
    });
    expect(said((at) => (at < 20 ? 300 : 60) + wobble(at), level).headline).toMatch(
      /^300–30\d threads until .* 60–6\d since/,
    );
  });

  test('what goes up and down says whether memory does as well', () => {
    const saw = (at: number) => 10 + 5 * Math.abs((at % 10) - 5) ** 1.5;
    const withMemory = said(saw, (at) => 100 + 3 * saw(at));
    expect(withMemory.headline).toMatch(/^10–66 threads: the number rises and falls as memory does\.$/);
    const alone = said(saw, (at) => 100 + wobble(at));
    expect(alone.headline).toMatch(/^10–66 threads: the number rises and falls, and not as memory does\.$/);
    expect(Math.max(withMemory.atMost, alone.atMost)).toBeLessThan(0.8);
  });
});
