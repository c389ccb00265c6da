import { describe, expect, test } from 'vitest';
import { growthOf } from '../../src/diagnosis/growth.ts';
import type { Observation } from '../../src/diagnosis/observation.ts';
import {
  endMeans,
  endsOf,
  namedOtherwise,
  restartRemedy,
  restartsOf,
  restartsSaid,
} from '../../src/diagnosis/restarts.ts';
import { stillCause } from '../../src/diagnosis/still-cause.ts';
import { GiB, MiB } from '../../src/measurement/bytes.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import type { Lifetime, PodMemory } from '../../src/metrics/lifetime.ts';
import { NOW, RANGE, track } from './go-case.ts';

type End = Pick<Lifetime, 'end' | 'reason' | 'exitCode' | 'replaced'>;
const ERROR: End = { end: 'restarted', reason: 'Error', exitCode: 137 };

/** One run every three hours, ended as named; the last one runs. */
function pod(ends: readonly End[], level: (hour: number) => number = () => 900 * MiB): PodMemory {
  const from = (i: number) => NOW - 3 * HOUR * (ends.length + 1 - i);
  const lifetimes = [...ends, { end: 'running' } as const].map((end, i) => ({
    from: from(i),
    to: i < ends.length ? from(i + 1) - 1 : NOW,
    startSeen: true,
    startedAt: from(i),
    ...end,
  }));
  const restarts = ends.filter(({ replaced }) => replaced !== true).length;
  return { pod: 'scorer-0', rss: track(level, 2 * MiB), limit: GiB, lifetimes, restarts, kills: [] };
}

describe('what is said of restarts', () => {
  test('how often, since when, and how they ended', () => {
    const restarts = restartsOf(pod([ERROR, ERROR, { end: 'restarted', reason: 'Completed', exitCode: 0 }]));
    // Ended three times at a distance of three hours, the last time three hours ago.
    expect(restarts && restartsSaid(restarts)).toBe(
      'restarted 3 times since 23 Nov 00:59 UTC (2 × Error, exit code 137; 1 × Completed, exit code 0)',
    );
  });

  test('a pod that was replaced did not restart', () => {
    expect(restartsOf(pod([{ end: 'restarted', replaced: true }]))).toBeUndefined();
  });

  test('that it waits in a back-off', () => {
    const restarts = restartsOf({ ...pod([ERROR]), waiting: 'CrashLoopBackOff' });
    expect(restarts && restartsSaid(restarts)).toBe(
      'restarted 1 time since 23 Nov 06:59 UTC (Error, exit code 137) and waits in CrashLoopBackOff',
    );
  });

  test.each<[End, RegExp, RegExp]>([
    [ERROR, /SIGKILL, and no kill for memory/, /describe pod scorer-0.*liveness/],
    [{ end: 'restarted', reason: 'Error', exitCode: 143 }, /SIGTERM/, /describe pod scorer-0.*liveness/],
    [{ end: 'restarted', reason: 'Error', exitCode: 1 }, /the process’s own/, /logs scorer-0 --previous/],
    [{ end: 'restarted', reason: 'Error', exitCode: 139 }, /SIGSEGV/, /logs scorer-0 --previous/],
    [{ end: 'restarted', reason: 'Completed', exitCode: 0 }, /without an error/, /logs scorer-0 --previous/],
    [{ end: 'restarted' }, /No metric names why/, /logs scorer-0 --previous/],
  ])('what %o means and what to type', (end, means, command) => {
    const restarts = restartsOf(pod([end, end])) ?? expect.fail('it did not restart');
    expect(endMeans(restarts)).toMatch(means);
    const { steps } = restartRemedy('scorer-0', restarts);
    expect(steps[0]).toMatch(command);
    expect(steps.join(' ')).not.toMatch(/raise/);
  });

  // Seen with a pre-forking server: the kernel killed a worker at the limit, the master then ended with an error.
  test.each([1, 2, 70, 127])('exit code %d of a full container may follow the kill of another process', (exitCode) => {
    const end: End = { end: 'restarted', reason: 'Error', exitCode };
    const said = (share: number) =>
      endMeans(restartsOf(pod([end, end], () => share * GiB)) ?? expect.fail('it did not restart'));
    expect(said(0.5)).toMatch(/^Exit code \d+ is the process’s own/);
    expect(said(0.9)).toMatch(/^Exit code \d+ is the process’s own/);
    expect(said(0.995)).toMatch(/stood at .* of its limit of 1 GiB then/);
    const { steps } = restartRemedy('scorer-0', restartsOf(pod([end, end], () => 0.995 * GiB)));
    expect(steps.join(' ')).not.toContain('Memory is not the cause');
    // What ended without an error, by a signal or by the kernel itself was not left alone by a child.
    expect(restartsOf(pod([{ ...end, exitCode: 143 }], () => 0.995 * GiB))?.full).toBeUndefined();
    expect(
      restartsOf(pod([{ end: 'restarted', reason: 'Completed', exitCode: 0 }], () => 0.995 * GiB))?.full,
    ).toBeUndefined();
  });

  test('an OOM kill is no other reason', () => {
    expect(namedOtherwise(pod([ERROR, ERROR]))).toBe(true);
    expect(namedOtherwise(pod([ERROR, { end: 'restarted', reason: 'OOMKilled', exitCode: 137 }]))).toBe(false);
    expect(namedOtherwise(pod([{ end: 'restarted' }]))).toBe(false);
  });
});

describe('why a pod that does not grow is in trouble', () => {
  const cause = (one: PodMemory, requests?: (hour: number) => number) => {
    const measured =
      requests === undefined
        ? {}
        : { requests: { track: track(requests), metric: 'http_requests_total', reading: 'counter' as const } };
    const observation: Observation = { range: RANGE, step: HOUR / 30, pods: [one], measured, deploys: [] };
    return stillCause(observation, one, growthOf(one.rss, one.lifetimes, { limit: one.limit }));
  };
  const day = (hour: number) => 1 + Math.sin((hour / 6) * Math.PI);

  test('a full container that Kubernetes ended for another reason has no limit that is too small', () => {
    expect(cause(pod([ERROR, ERROR]))).toBe('restarts-not-memory');
    expect(cause(pod([{ end: 'restarted' }, { end: 'restarted' }]))).toBe('limit-too-small');
  });

  test('restarts that nothing names are never “nothing leaks”', () => {
    const unnamed: readonly End[] = [{ end: 'restarted' }, { end: 'restarted' }];
    const small = () => 300 * MiB;
    expect(cause(pod(unnamed, small))).toBe('restarts-not-memory');
    const { limit, ...unlimited } = pod(unnamed, small);
    expect(limit).toBeDefined();
    // Whether the level is its limit no metric says.
    expect(cause(unlimited)).toBe('not-enough-data');
    // One restart may be a person's.
    expect(cause(pod([{ end: 'restarted' }], small))).toBe('no-growth');
  });

  test('a level that nothing ended fits, until it stands at the very limit', () => {
    const level = (share: number) => cause(pod([], () => share * (pod([]).limit ?? 0)));
    expect(level(0.89)).toBe('no-growth');
    expect(level(0.97)).toBe('limit-too-small');
  });

  test('pods that their node evicted are answered for, where memory does not grow', () => {
    const evicted = { ...pod([], () => 300 * MiB), pod: 'scorer-1', evictedAt: NOW - 5 * HOUR };
    const one = pod([], () => 300 * MiB);
    const observation: Observation = { range: RANGE, step: HOUR / 30, pods: [one, evicted], measured: {}, deploys: [] };
    const growth = growthOf(one.rss, one.lifetimes, { limit: one.limit });
    expect(stillCause(observation, one, growth)).toBe('restarts-not-memory');
    const ends = endsOf(observation, one) ?? expect.fail('nothing ended');
    expect(restartsSaid(ends)).toBe('1 pod of this service was evicted since 23 Nov 05:00 UTC');
    expect(restartRemedy('scorer-0', ends).steps[0]).toMatch(/get events.*Evicted/);
  });

  test('restarts come before the load that memory follows', () => {
    const follows = (hour: number) => (200 + 80 * day(hour)) * MiB;
    expect(cause(pod([], follows), day)).toBe('load-driven');
    expect(cause(pod([ERROR, ERROR, ERROR], follows), day)).toBe('restarts-not-memory');
  });

  test.each([
    ['7 MiB of 1 GiB', 3.5, 'no-growth'],
    ['90 MiB of 1 GiB', 45, 'no-growth'],
    ['160 MiB of 1 GiB', 80, 'load-driven'],
  ])('a swing of %s', (_, half, expected) => {
    expect(
      cause(
        pod([], (hour) => (200 + half * day(hour)) * MiB),
        day,
      ),
    ).toBe(expected);
  });

  test('without a limit a swing is measured against its low level', () => {
    const swing = (half: number) => ({ ...pod([], (hour) => (400 + half * day(hour)) * MiB), limit: undefined });
    expect(cause(swing(30), day)).toBe('no-growth');
    expect(cause(swing(60), day)).toBe('load-driven');
  });
});
