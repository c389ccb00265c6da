import { expect, test } from 'vitest';
import type { MetricsSource } from '../../src/evidence/ports.ts';
import { Sightings } from '../../src/evidence/sightings.ts';
import { windowBefore } from '../../src/evidence/window.ts';
import { UnavailableError } from '../../src/foundation/errors.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { type MetricsQuery, type Series, trackOf } from '../../src/metrics/series.ts';
import { modelledSeries, modelledStage } from '../support/modelled.ts';
import { seriesSource } from '../support/series-source.ts';

const series = modelledSeries({
  rss: (age) => 100 + 300 * age,
  own: { jvm_threads_live_threads: (age) => 40 + 10 * age },
  killed: false,
});
const { service, now } = modelledStage(series, { compare: () => Promise.reject(new Error('not compared')) });
const range = windowBefore(now, 3 * HOUR);
const never = new AbortController().signal;
const POD = 'orders-6b7c9-x2x';
const OTHER = 'orders-6b7c9-k7p';

/** A source, and what it was asked. */
function asked(source: MetricsSource) {
  const queries: MetricsQuery[] = [];
  const counted: MetricsSource = {
    name: source.name,
    series(query, signal) {
      queries.push(query);
      return source.series(query, signal);
    },
  };
  return { counted, queries };
}

/** Whether a query names the pod. */
function isOf({ matchers }: MetricsQuery, pod: string): boolean {
  return matchers.some(({ value }) => value === pod);
}

const modelled = () => asked(seriesSource('the model', series));

test('a second look at the same service and range is answered from memory, with the same samples', async () => {
  const { counted, queries } = modelled();
  const sightings = new Sightings(counted);
  const wanted = { runtime: 'unknown', pod: POD, needs: ['threads'] } as const;
  const first = await sightings.of({ service, range }).see(wanted, never);
  const before = queries.length;
  const second = await sightings.of({ service, range }).see(wanted, never);
  expect(before).toBeGreaterThan(0);
  expect(queries).toHaveLength(before);
  expect(second).toEqual(first);
});

test('two looks at once share what is being read', async () => {
  const { counted, queries } = modelled();
  const sightings = new Sightings(counted);
  const wanted = { runtime: 'unknown', pod: POD, needs: ['threads'] } as const;
  const look = () => sightings.of({ service, range }).see(wanted, never);
  const [one, other] = await Promise.all([look(), look()]);
  expect(other).toEqual(one);
  const alone = modelled();
  await new Sightings(alone.counted).of({ service, range }).see(wanted, never);
  expect(queries).toEqual(alone.queries);
});

test('a service of the same name with another selector is another sighting', () => {
  const sightings = new Sightings(modelled().counted);
  const other = { ...service, selector: [...service.selector, { label: 'cluster', op: '=', value: 'eu-1' } as const] };
  expect(sightings.of({ service: other, range })).not.toBe(sightings.of({ service, range }));
});

test('another pod is in the same sighting: only its own quantities are read', async () => {
  const { counted, queries } = modelled();
  const sighted = new Sightings(counted).of({ service, range });
  const needs = ['threads'] as const;
  const first = await sighted.see({ runtime: 'jvm', pod: POD, needs }, never);
  const before = queries.length;
  const second = await sighted.see({ runtime: 'jvm', pod: OTHER, needs }, never);
  const later = queries.slice(before);
  expect(later.map(({ metric }) => metric)).toContain('jvm_threads_live_threads');
  expect(later.filter((query) => !isOf(query, OTHER))).toEqual([]);
  expect(second.observation.chosen).toBe(OTHER);
  expect(second.observation.measured.threads).not.toEqual(first.observation.measured.threads);
  expect(second.observation.pods).toBe(first.observation.pods);
});

test('another window is another sighting', async () => {
  const sightings = new Sightings(modelled().counted);
  const wanted = { runtime: 'jvm', pod: POD, needs: [] } as const;
  const wide = await sightings.of({ service, range }).see(wanted, never);
  const narrow = await sightings.of({ service, range: windowBefore(now, HOUR) }).see(wanted, never);
  expect(narrow.observation.range.from).toBeGreaterThan(wide.observation.range.from);
});

test('after a restart the same range is read again, by the same queries', async () => {
  const { counted, queries } = modelled();
  const wanted = { runtime: 'unknown', pod: POD, needs: ['threads'] } as const;
  const before = await new Sightings(counted).of({ service, range }).see(wanted, never);
  const first = queries.splice(0);
  const after = await new Sightings(counted).of({ service, range }).see(wanted, never);
  expect(queries).toEqual(first);
  expect(after.observation).toEqual(before.observation);
});

test('what could not be read is a gap, and read again for the next look; what was read before it is not', async () => {
  const source = seriesSource('the model', series);
  let down = true;
  const { counted, queries } = asked({
    name: source.name,
    series: (query, signal) =>
      down && query.metric === 'container_memory_cache'
        ? Promise.reject(new UnavailableError('the source is unreachable', { retryable: true }))
        : source.series(query, signal),
  });
  const sighted = new Sightings(counted).of({ service, range });
  const wanted = { runtime: 'jvm', pod: POD, needs: ['page-cache'] } as const;
  // Of all pods: that of the chosen one is read again, with what else is known of it.
  const readMemory = () =>
    queries.filter((query) => query.metric === 'container_memory_rss' && !isOf(query, POD)).length;
  const lacking = await sighted.see(wanted, never);
  expect(lacking.unread).toEqual(new Set(['container_memory_cache']));
  expect(lacking.gaps.map(({ missing }) => missing).join()).toContain('container_memory_cache could not be read');
  down = false;
  const before = readMemory();
  const whole = await sighted.see(wanted, never);
  expect(whole.unread).toEqual(new Set());
  expect(whole.gaps).toEqual([]);
  expect(whole.observation.pods).toBe(lacking.observation.pods);
  expect(readMemory()).toBe(before);
});

test('where no memory can be read, a look fails, and the next one reads it', async () => {
  const source = seriesSource('the model', series);
  let down = true;
  const sightings = new Sightings({
    name: source.name,
    series: (query) =>
      down
        ? Promise.reject(new UnavailableError('the source is unreachable', { retryable: true }))
        : source.series(query),
  });
  const look = () => sightings.of({ service, range }).see({ runtime: 'jvm', pod: undefined, needs: [] }, never);
  await expect(look()).rejects.toThrow('unreachable');
  down = false;
  expect((await look()).observation.pods).toHaveLength(3);
});

test('memory that no metric shows is looked for again: the selector may be corrected a moment later', async () => {
  let hidden = true;
  const all = seriesSource('the model', series);
  const sightings = new Sightings({
    name: all.name,
    series: (query) => (hidden ? Promise.resolve([]) : all.series(query)),
  });
  const wanted = { runtime: 'jvm', pod: undefined, needs: [] } as const;
  expect((await sightings.of({ service, range }).see(wanted, never)).observation.pods).toEqual([]);
  hidden = false;
  expect((await sightings.of({ service, range }).see(wanted, never)).observation.pods).toHaveLength(3);
});

/** `count` pods of level memory, a sample each 15 s for the last hour before now. */
function manyPods(count: number): readonly Series[] {
  const points = Array.from({ length: 240 }, (_, i) => [now - HOUR + (i + 1) * 15 * SECOND, 200e6] as const);
  return Array.from({ length: count }, (_, i) => ({
    metric: 'container_memory_rss',
    labels: {
      namespace: 'shop',
      container: 'orders',
      image: 'orders:1',
      pod: `orders-6b7c9-${String(i).padStart(4, '0')}`,
    },
    ...trackOf(points),
  }));
}

test('of 200 pods the samples of their memory are kept, and no more', async () => {
  const sighted = new Sightings(seriesSource('many', manyPods(200))).of({ service, range: windowBefore(now, HOUR) });
  await sighted.see({ runtime: 'go', pod: undefined, needs: [] }, never);
  expect(sighted.samples).toBe(200 * 240);
});

test('what was asked for longest ago gives way, by count and by samples', async () => {
  const wanted = { runtime: 'go', pod: undefined, needs: [] } as const;
  const at = (minutes: number) => ({ service, range: windowBefore(now - minutes * MINUTE, HOUR) });
  const byCount = new Sightings(seriesSource('few', manyPods(1)), { bounds: { services: 2, samples: 1e9 } });
  const [first, second] = [byCount.of(at(0)), byCount.of(at(1))];
  expect(byCount.of(at(0))).toBe(first);
  byCount.of(at(2));
  expect(byCount.of(at(0))).toBe(first);
  expect(byCount.of(at(1))).not.toBe(second);

  const bySamples = new Sightings(seriesSource('many', manyPods(10)), { bounds: { services: 100, samples: 3000 } });
  const old = bySamples.of(at(0));
  await old.see(wanted, never);
  const young = bySamples.of(at(1));
  await young.see(wanted, never);
  bySamples.of(at(2));
  expect(bySamples.of(at(1))).toBe(young);
  expect(bySamples.of(at(0))).not.toBe(old);
});

test('what is asked about once is not kept', () => {
  const sightings = new Sightings(modelled().counted);
  expect(sightings.once({ service, range })).not.toBe(sightings.once({ service, range }));
});
