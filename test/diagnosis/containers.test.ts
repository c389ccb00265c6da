import { describe, expect, test } from 'vitest';
import type { ContainerStanding } from '../../src/diagnosis/container-standing.ts';
import { containerLines, containerToLookAt, standingOf } from '../../src/diagnosis/containers.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { podMemoryOf } from '../../src/metrics/pod-memory.ts';
import { RANGE, series, track } from './go-case.ts';

/** A container of two pods that both follow a law of the hour. */
function standing(container: string, law: (hour: number) => number, limit: number | undefined): ContainerStanding {
  const rss = ['api-a', 'api-b'].map((pod, i) =>
    series(
      'container_memory_rss',
      { pod, container },
      track((hour) => (law(hour) + i) * MiB, MiB / 2),
    ),
  );
  return standingOf(container, podMemoryOf({ rss }, RANGE, { container, limit }));
}

const level = (container: string, at = 60) => standing(container, () => at, 256 * MiB);
const climbing = (container: string, perHour: number, limit: number | undefined = 512 * MiB) =>
  standing(container, (hour) => 90 + perHour * hour, limit);
const killed = (container: string, kills: number): ContainerStanding => ({ ...level(container), kills });

describe('the container to look at, where none is named', () => {
  test.each<[string, readonly ContainerStanding[], string]>([
    ['the one that grows, and not the workload’s own that is level', [level('api'), climbing('envoy', 9)], 'envoy'],
    ['the one that grows most towards its limit', [climbing('api', 3), climbing('envoy', 9)], 'envoy'],
    ['the workload’s own where both grow alike', [climbing('api', 9), climbing('envoy', 10)], 'api'],
    [
      'a small container before a large one that gains more bytes',
      [climbing('api', 12, 4096 * MiB), climbing('log', 6)],
      'log',
    ],
    ['the workload’s own where the other gains next to nothing', [level('api'), climbing('envoy', 1)], 'api'],
    ['the one that was killed, whatever grows', [climbing('api', 9), killed('log', 2)], 'log'],
    ['the workload’s own where it was killed as often', [killed('api', 2), killed('log', 2)], 'api'],
    ['the one that was killed more often', [killed('api', 1), killed('log', 5)], 'log'],
    ['the workload’s own where nothing happens', [level('api'), level('envoy', 200)], 'api'],
    [
      'one without a limit that multiplies its memory',
      [level('api'), standing('envoy', (hour) => 50 + 9 * hour, undefined)],
      'envoy',
    ],
  ])('%s', (_, standings, expected) => {
    expect(containerToLookAt(standings, 'api')).toBe(expected);
    expect(containerToLookAt(standings.toReversed(), 'api')).toBe(expected);
  });

  test('is the fullest where none is called like the workload and none grows', () => {
    expect(containerToLookAt([level('app', 40), level('web', 200)], 'api')).toBe('web');
  });

  const without = (container: string, at: number) => standing(container, () => at, undefined);
  test.each<[string, readonly ContainerStanding[], string]>([
    ['the program with a limit, not the proxy without one', [without('queue-proxy', 23), level('fn', 110)], 'fn'],
    ['the one that takes most where none has a limit', [without('agent', 23), without('main', 110)], 'main'],
    [
      'the one that nearly fills its limit, not a larger one with room',
      [level('a', 230), standing('b', () => 300, 1024 * MiB)],
      'a',
    ],
    [
      'not a small one for its tight limit',
      [standing('a', () => 24, 32 * MiB), standing('b', () => 300, 1024 * MiB)],
      'b',
    ],
    ['not a proxy, however large', [level('istio-proxy', 200), level('web', 40)], 'web'],
    ['a proxy that was killed', [killed('queue-proxy', 2), level('web', 40)], 'queue-proxy'],
  ])('is %s, where none is called like the workload and none grows', (_, standings, expected) => {
    expect(containerToLookAt(standings, undefined)).toBe(expected);
    expect(containerToLookAt(standings.toReversed(), undefined)).toBe(expected);
  });

  test('is none where a pod has only one', () => {
    expect(containerToLookAt([], 'api')).toBeUndefined();
  });
});

describe('what the report says of the containers', () => {
  const observed = (container: string, ...containers: readonly ContainerStanding[]): Observation => ({
    range: RANGE,
    step: HOUR,
    pods: [],
    measured: {},
    deploys: [],
    container,
    containers,
  });

  test('which one was looked at and why', () => {
    expect(containerLines(observed('envoy', level('api'), climbing('envoy', 9)))).toEqual([
      'Looked at container envoy, one of 2 in the pod: it grows most towards its limit; api neither grows by much nor was killed.',
    ]);
  });

  test('that another grows, whichever was named', () => {
    const [first, second] = containerLines(observed('api', level('api'), climbing('envoy', 9)));
    expect(first).toBe('Looked at container api, one of 2 in the pod: it neither grows by much nor was killed.');
    // 90 MiB and the noise of the first samples, to 90 + 24 × 9 MiB.
    expect(second).toMatch(/^Container envoy of the same pods grew 9\d(\.\d)? → 30\d MiB in 2\d h.*limit of 512 MiB/);
  });

  test('that it is one of several, where no container is in trouble', () => {
    expect(containerLines(observed('api', level('api'), level('envoy')))).toEqual([
      'Looked at container api, one of 2 in the pod; none of them grows by much or was killed.',
    ]);
  });

  test('nothing where a pod has only one', () => {
    expect(containerLines(observed('api', level('api')))).toEqual([]);
  });
});
