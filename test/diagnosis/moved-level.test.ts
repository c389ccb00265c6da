import { describe, expect, test } from 'vitest';
import { runsOfPod } from '../../src/attribution/runs-of-pod.ts';
import type { FindingKind } from '../../src/diagnosis/finding.ts';
import { judgeGoroutinesGrowing } from '../../src/diagnosis/goroutines-growing.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { judgeRssGrowing } from '../../src/diagnosis/rss-growing.ts';
import { settlingOf } from '../../src/diagnosis/settling.ts';
import { sinceTrafficMoved, trafficMovedLine } from '../../src/diagnosis/traffic-moved.ts';
import type { Verdict } from '../../src/diagnosis/verdict.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { type Track, trackOf } from '../../src/metrics/series.ts';

const FROM = Date.UTC(2026, 9, 6, 7);
const POD = 'hub-5c9d-x2x';

interface Drawn {
  readonly hours: number;
  /** Hours at which the connections begin to come, and how long they take. */
  readonly at: number;
  readonly over: number;
  readonly step?: number;
  readonly before?: number;
  readonly came?: number;
  /** Whether the sockets of the container rise with the connections, or no metric shows them. */
  readonly sockets?: 'same' | 'level' | 'none';
  readonly requests?: (hour: number) => number;
  readonly pods?: number;
}

const smooth = (x: number) => {
  const share = Math.min(1, Math.max(0, x));
  return share * share * (3 - 2 * share);
};

function drawn({ hours, at, over, step = 30 * SECOND, before = 4000, came = 2000, ...rest }: Drawn): Observation {
  const range = { from: FROM, to: FROM + hours * HOUR };
  const law = (value: (hour: number, noise: number) => number): Track => {
    const points: [number, number][] = [];
    for (let time = range.from; time <= range.to; time += step) {
      const noise = Math.sin(time / 91_003) * Math.cos(time / 57_001) + 0.3 * Math.sin(time / 1_234_567);
      points.push([time, value((time - range.from) / HOUR, noise)]);
    }
    return trackOf(points);
  };
  const open = (hour: number, noise: number) =>
    before * (1 - Math.exp(-hour / 0.15)) + came * smooth((hour - at) / over) + 40 * noise;
  const memory = law((hour, noise) => (40 + open(hour, noise) * 0.055 + 2 * noise) * MiB);
  const goroutines = law((hour, noise) => Math.round(30 + 2 * open(hour, noise)));
  const own = { same: law((hour, noise) => Math.round(20 + open(hour, noise))), level: law(() => 60), none: undefined };
  const sockets = own[rest.sockets ?? 'same'];
  const names = [POD, 'hub-5c9d-k7p', 'hub-5c9d-m2m'].slice(0, rest.pods ?? 1);
  const series = (metric: string, track: Track, pod = POD) => ({ metric, labels: { pod }, ...track });
  const pods = podMemoryOf(
    {
      rss: names.map((pod) => series('container_memory_rss', memory, pod)),
    },
    range,
    { limit: 512 * MiB },
  );
  const answer = (metric: string, track: Track) => ({
    metric: {
      metric,
      exporter: 'cadvisor' as const,
      matchers: [],
      reading: 'value' as const,
      aggregate: 'last' as const,
    },
    series: [series(metric, track)],
  });
  const requests = rest.requests && law((hour) => rest.requests?.(hour) ?? 0);
  return {
    range,
    step,
    runtime: 'go',
    pods,
    chosen: POD,
    measured: {
      goroutines: { track: goroutines, metric: 'go_goroutines', reading: 'value' },
      ...(requests === undefined
        ? {}
        : { requests: { track: requests, metric: 'http_requests_total', reading: 'counter' as const } }),
    },
    deploys: [],
    runs: runsOfPod({
      pod: POD,
      range,
      runtime: 'go',
      lifetimes: pods.find(({ pod }) => pod === POD)?.lifetimes ?? [],
      restarts: 0,
      answers: {
        rss: answer('container_memory_rss', memory),
        goroutines: answer('go_goroutines', goroutines),
        ...(sockets && { sockets: answer('container_sockets', sockets) }),
      },
      siblings: {},
      builds: [],
      limit: 512 * MiB,
    }),
  };
}

describe('connections that came from elsewhere, and stay', () => {
  test.each([
    ['of a day’s half', { hours: 12, at: 5, over: 0.75 }],
    ['of ten hours, at a minute', { hours: 10, at: 4, over: 0.7, step: MINUTE }],
    ['twice as many', { hours: 12, at: 5, over: 0.5, came: 4000 }],
    ['late, and slower', { hours: 16, at: 8, over: 1.5, came: 1500 }],
    ['of several pods', { hours: 12, at: 5, over: 0.75, pods: 3 }],
    ['within moments', { hours: 12, at: 6, over: 0.05 }],
  ] satisfies [string, Drawn][])('%s are no leak of goroutines', (_, law) => {
    const observation = drawn(law);
    expect(judgeGoroutinesGrowing(observation)).toMatchObject({ answer: 'no' });
    const memory = judgeRssGrowing(observation);
    expect(memory.answer).toBe('no');
    expect(memory.nextKill).toBeUndefined();
  });

  test('the longer they stay, the less they are a leak', () => {
    const answers = [9, 11, 13, 16, 20].map(
      (hours) => judgeGoroutinesGrowing(drawn({ hours, at: 5, over: 0.75 })).answer,
    );
    expect(answers).toEqual(['no', 'no', 'no', 'no', 'no']);
  });

  test('levels and times are said, and what came with them', () => {
    const { headline } = judgeGoroutinesGrowing(drawn({ hours: 12, at: 5, over: 0.75 }));
    expect(headline).toMatch(
      /^8,0\d\d → 12,0\d\d goroutines from 6 Oct 1[12]:\d\d until 6 Oct 12:\d\d UTC, and level for [56] h( \d+ min)? since, as its sockets did \(4,0\d\d → 6,0\d\d sockets\): connections that came, and stay\.$/,
    );
  });

  test('sockets that do not move explain nothing', () => {
    const observation = drawn({ hours: 12, at: 5, over: 0.75, sockets: 'level' });
    expect(judgeGoroutinesGrowing(observation).headline).not.toContain('sockets');
    const [pod] = observation.pods;
    expect(pod && settlingOf(observation, pod)).toMatchObject({ kind: 'stopped', connections: undefined });
  });
});

describe('what is no move to another level', () => {
  test('goroutines that climb on leak, sockets or not', () => {
    for (const sockets of ['same', 'none'] as const)
      expect(judgeGoroutinesGrowing(drawn({ hours: 12, at: 1, over: 14, came: 6000, sockets }))).toMatchObject({
        answer: 'yes',
        suggests: 'goroutine-leak',
      });
  });

  test('what climbed for most of a day and rests for its evening may go on', () => {
    expect(judgeGoroutinesGrowing(drawn({ hours: 16, at: 2, over: 9, came: 9000 })).answer).not.toBe('no');
    expect(judgeRssGrowing(drawn({ hours: 16, at: 2, over: 9, came: 9000 })).answer).not.toBe('no');
  });

  test('what stopped when the requests did only pauses', () => {
    const requests = (hour: number) => (hour > 5 && hour < 5.75 ? 9000 : 10);
    expect(judgeGoroutinesGrowing(drawn({ hours: 12, at: 5, over: 0.75, requests })).answer).not.toBe('no');
  });
});

describe('connections that come now', () => {
  test.each([
    ['in four hours', { hours: 4, at: 3.6, over: 0.75 }],
    ['in six, of a minute each', { hours: 6, at: 5.6, over: 0.7, step: MINUTE }],
    ['in twelve, slowly', { hours: 12, at: 11, over: 1.6, came: 1500 }],
    ['on several pods', { hours: 4, at: 3.6, over: 0.75, pods: 3 }],
    ['where no metric shows sockets', { hours: 4, at: 3.6, over: 0.75, sockets: 'none' }],
  ] as [string, Drawn][])('%s are no level, no leak and no kill yet', (_, law) => {
    const observation = drawn(law);
    const memory = judgeRssGrowing(observation);
    expect(memory).toMatchObject({ answer: 'unclear' });
    expect(memory.headline).toMatch(
      /^\S+ climbed 2\d\d → [23]\d\d MiB since 6 Oct \d\d:\d\d UTC \([\d.]+ MiB\/(min|h)\), after \d+ h \d+ min? at one level: too short to see whether it goes on\./,
    );
    expect(memory.nextKill).toBeUndefined();
    const goroutines = judgeGoroutinesGrowing(observation);
    expect(goroutines.answer).toBe('unclear');
    expect(goroutines.headline).not.toContain('throughout');
    expect(goroutines.headline.includes('as its sockets did')).toBe(law.sockets !== 'none');
  });

  test('what came and went before may go again', () => {
    const observation = drawn({ hours: 4, at: 3.6, over: 0.75 });
    const [pod] = observation.pods;
    const rss = pod?.rss ?? expect.fail('no pod');
    const bump = (time: number) => 60 * MiB * Math.max(0, 1 - Math.abs(time - FROM - 2 * HOUR) / (25 * MINUTE));
    const twice = { times: rss.times, values: rss.values.map((value, i) => value + bump(rss.times[i] ?? 0)) };
    const again = { ...observation, runs: undefined, pods: [{ ...pod, rss: twice }] } as Observation;
    expect(judgeRssGrowing(again).headline).not.toContain('too short to see whether it goes on');
  });

  test('requests that come with them explain them', () => {
    const requests = (hour: number) => (hour > 3.6 ? 4000 : 1000);
    expect(judgeRssGrowing(drawn({ hours: 4, at: 3.6, over: 0.75, requests })).headline).not.toContain(
      'too short to see whether it goes on',
    );
  });
});

describe('a leak that is found while connections come', () => {
  const found = (kind: FindingKind): Verdict => ({ kind, confidence: 0.79, also: [], contradicted: [] });
  const lately = { hours: 6, at: 5.4, over: 0.75, before: 2000, came: 2000 } as const;

  test.each(['goroutine-leak', 'heap-leak'] as const)('is none yet: %s', (kind) => {
    const observation = drawn(lately);
    const [pod] = observation.pods;
    expect(sinceTrafficMoved(found(kind), observation)).toMatchObject({ kind: 'load-driven', confidence: 0.6 });
    expect(pod && trafficMovedLine(observation, pod).join()).toMatch(
      /^2,0\d\d → [34],\d\d\d sockets since 6 Oct 12:\d\d UTC, \d+ min ago, and memory rises with them/,
    );
  });

  test.each([
    ['no socket came with it', { ...lately, sockets: 'level' }],
    ['nothing shows sockets', { ...lately, sockets: 'none' }],
    ['they have come for hours', { hours: 16, at: 9, over: 7, before: 2000, came: 6000 }],
    ['they came from its start on', { hours: 3, at: 0, over: 6, before: 0, came: 9000 }],
  ] satisfies [string, Drawn][])('is one where %s', (_, law) => {
    expect(sinceTrafficMoved(found('goroutine-leak'), drawn(law)).kind).toBe('goroutine-leak');
  });
});
