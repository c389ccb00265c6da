import { expect, test } from 'vitest';
import { ownerOf } from '../../src/attribution/process-owner.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';

/** MiB, from the first value to the second over ten minutes. */
const rising = (from: number, to = from) =>
  trackOf(Array.from({ length: 11 }, (_, i) => [minute(i), (from + ((to - from) * i) / 10) * MiB] as const));

const app = { container: 'app', rss: rising(150, 400) };
const side = { container: 'side', rss: rising(30) };

test('a process belongs to the container whose memory it has, whatever label its metrics carry', () => {
  expect(ownerOf(rising(165, 418), [app, side])).toBe('app');
  expect(ownerOf(rising(33), [app, side])).toBe('side');
});

test('a level process is not that of a container that grows', () => {
  expect(ownerOf(rising(150), [{ container: 'app', rss: rising(140, 170) }])).toBeUndefined();
});

test('pages of files that a process mapped are counted in its resident memory', () => {
  expect(ownerOf(rising(350, 352), [{ container: 'app', rss: rising(100) }])).toBeUndefined();
  expect(ownerOf(rising(350, 352), [{ container: 'app', rss: rising(100), cache: rising(200) }])).toBe('app');
});

test('two containers of the same size: nothing shows whose it is', () => {
  expect(ownerOf(rising(32), [side, { container: 'proxy', rss: rising(28) }])).toBeUndefined();
});
