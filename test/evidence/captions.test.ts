import { expect, test } from 'vitest';
import { captions } from '../../src/evidence/captions.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { PodMemory } from '../../src/metrics/lifetime.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { T0 } from '../support/a-pod.ts';

const drawn = (from: number, to: number) =>
  trackOf(Array.from({ length: 61 }, (_, i) => [T0 + i * MINUTE, (from + ((to - from) * i) / 60) * MiB] as const));
const lifetime = { from: T0, to: T0 + HOUR, end: 'running' as const };
const pod: PodMemory = {
  pod: 'api-1',
  rss: drawn(100, 132),
  workingSet: drawn(110, 172),
  lifetimes: [lifetime],
  restarts: 0,
  kills: [],
};
const pair = { lifetime, base: { time: T0 }, current: { time: T0 + HOUR } } as Parameters<typeof captions>[0];

test('a share of the limit is of what counts against it, as in the rest of a report', () => {
  const { baseCaption, currentCaption } = captions(pair, { ...pod, limit: 200 * MiB });
  expect(baseCaption).toContain('memory at 55 % of the limit');
  expect(currentCaption).toContain('memory at 86 % of the limit');
});

test('without a working set, or a limit, it is what is resident', () => {
  const { workingSet: _, ...resident } = pod;
  expect(captions(pair, { ...resident, limit: 200 * MiB }).currentCaption).toContain('memory at 66 % of the limit');
  expect(captions(pair, pod).currentCaption).toContain('RSS 132 MiB');
});
