import { describe, expect, it } from 'vitest';
import { overTime } from '../../scripts/worlds/sources/metrics.ts';
import { worldProfiles } from '../../scripts/worlds/sources/profiles.ts';
import { parseSelector, satisfies } from '../../scripts/worlds/sources/selector.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { readPprof } from '../../src/profile/import/pprof.ts';

const S = 1000;
const MiB = 2 ** 20;

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

describe('a world’s heap profiles', () => {
  const site = (bytes: number) => ({ stack: ['main.put /src/main.go:3'], bytes, count: bytes / 512 });
  const taken = [40, 80, 40].map((mib, index) => ({
    time: 600 * (index + 1),
    pod: 'api-0',
    processStart: 100,
    state: { heap: [site(mib * MiB)], goroutines: [] },
  }));

  it('have the error of sampling, and the same one where nothing grew', async () => {
    const source = worldProfiles(taken);
    const query = { kind: 'heap', instances: ['api-0'], range: { from: 0, to: 3600 * S } } as const;
    const profiles = await Promise.all((await source.snapshots(query)).map((snapshot) => source.read(snapshot)));
    const inUse = profiles.map((bytes) => Number(readPprof(bytes).samples.values[3] ?? 0));
    expect(inUse[0]).toBe(inUse[2]);
    // 80 and 160 samples: a standard deviation of 11 and 8 %.
    expect(Math.abs((inUse[0] ?? 0) / (40 * MiB) - 1)).toBeLessThan(0.4);
    expect(Math.abs((inUse[1] ?? 0) / (80 * MiB) - 1)).toBeLessThan(0.3);
  });
});
