import { describe, expect, it } from 'vitest';
import { overTime } from '../../scripts/worlds/sources/metrics.ts';
import { parseSelector, satisfies } from '../../scripts/worlds/sources/selector.ts';
import { trackOf } from '../../src/metrics/series.ts';

const S = 1000;

describe('a world’s Prometheus', () => {
  const track = trackOf([1, 11, 21, 31, 61].map((second, index) => [second * S, [5, 9, 2, 4, 7][index] ?? 0] as const));

  it.each([
    ['last', [9, 4, 7]],
    ['max', [9, 4, 7]],
    ['min', [5, 2, 7]],
  ] as const)('gives the %s sample of each step that has any', (aggregate, values) => {
    const answer = overTime(track, { range: { from: 0, to: 80 * S }, step: 20 * S, aggregate });
    expect([...answer.times]).toEqual([20 * S, 40 * S, 80 * S]);
    expect([...answer.values]).toEqual(values);
  });

  it('leaves out the sample at the begin of the first step, and what lies outside', () => {
    const answer = overTime(track, { range: { from: 11 * S, to: 31 * S }, step: 10 * S, aggregate: 'last' });
    expect([...answer.values]).toEqual([2, 4]);
  });

  it('reads selectors: an absent label is empty, patterns are anchored', () => {
    const series = { metric: 'up', labels: { job: 'api', pod: 'api-0' }, times: track.times, values: track.values };
    const fits = (text: string) => parseSelector(text).every((matcher) => satisfies(series, matcher));
    expect(fits('up{job="api",container=""}')).toBe(true);
    expect(fits('{__name__=~"up|down",pod=~"api-[0-9]"}')).toBe(true);
    expect(fits('up{pod=~"api"}')).toBe(false);
    expect(fits('up{container!~"|POD"}')).toBe(false);
  });
});
