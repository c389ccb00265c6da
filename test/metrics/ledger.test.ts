import fc from 'fast-check';
import { expect, test } from 'vitest';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import { type Ledger, ledgerGains, ledgerModelOf, ledgerOf } from '../../src/metrics/ledger.ts';
import type { Measured } from '../../src/metrics/measured.ts';
import { type Track, trackOf } from '../../src/metrics/series.ts';

const constant = (value: number): Track => trackOf(Array.from({ length: 20 }, (_, i) => [i * MINUTE, value] as const));
const measured = (tracks: Partial<Record<Quantity, Track>>): Partial<Record<Quantity, Measured>> =>
  Object.fromEntries(
    Object.entries(tracks).map(([quantity, track]) => [quantity, { track, metric: quantity, reading: 'value' }]),
  );

const quantities = (figures: readonly number[]) => {
  const [live = 0, inuse = 0, idle = 0, released = 0, stacks = 0, sys = 0] = figures;
  return measured({
    'live-heap': constant(live),
    'heap-inuse': constant(inuse),
    'heap-idle': constant(idle),
    'heap-released': constant(released),
    stacks: constant(stacks),
    'runtime-sys': constant(sys),
  });
};

const go = ledgerModelOf('go');
const steady = (rss: number) => ({ rss: constant(rss), lifetimes: [] });
/** The parts at the first moment. */
const partsOf = (ledger: Ledger | undefined) =>
  Object.fromEntries((ledger?.columns ?? []).map(({ part, values }) => [part, values[0] ?? 0]));

test('the parts always add up to RSS, however contradictory the figures', () => {
  const figure = fc.integer({ min: 0, max: 4096 }).map((mebibytes) => mebibytes * MiB);
  fc.assert(
    fc.property(figure, fc.array(figure, { minLength: 6, maxLength: 6 }), (rss, figures) => {
      const ledger = ledgerOf(steady(rss), quantities(figures), go);
      const sum = Object.values(partsOf(ledger)).reduce((total, part) => total + part, 0);
      expect(sum).toBe(rss);
    }),
  );
});

test('what Go does not know of is unexplained', () => {
  const ledger = ledgerOf(
    steady(200 * MiB),
    quantities([50, 60, 20, 10, 5, 95].map((mebibytes) => mebibytes * MiB)),
    go,
  );
  const figures = Object.fromEntries(Object.entries(partsOf(ledger)).map(([part, bytes]) => [part, bytes / MiB]));
  expect(figures).toEqual({ 'live-heap': 50, garbage: 10, idle: 10, stacks: 5, runtime: 10, unexplained: 115 });
  expect(ledger?.overshoot).toBe(0);
});

test('reserved pages beyond RSS are taken from idle spans first, and said', () => {
  const ledger = ledgerOf(
    steady(70 * MiB),
    quantities([50, 60, 20, 10, 5, 95].map((mebibytes) => mebibytes * MiB)),
    go,
  );
  expect(ledger?.overshoot).toBe(15 * MiB);
  expect(partsOf(ledger)['idle']).toBe(0);
  expect(partsOf(ledger)['runtime']).toBe(5 * MiB);
  expect(partsOf(ledger)['unexplained']).toBe(0);
});

test('the part that grew comes first', () => {
  const growing = trackOf(Array.from({ length: 20 }, (_, i) => [i * MINUTE, (200 + 10 * i) * MiB] as const));
  const ledger = ledgerOf(
    { rss: growing, lifetimes: [] },
    quantities([50, 60, 20, 10, 5, 95].map((mebibytes) => mebibytes * MiB)),
    go,
  );
  const gains = ledger && ledgerGains(ledger, 0, 20 * MINUTE);
  expect(gains?.parts[0]).toMatchObject({ part: 'unexplained' });
  expect((gains?.rss ?? 0) / MiB).toBeGreaterThan(150);
});

test('a missing quantity leaves no ledger', () => {
  expect(ledgerOf(steady(1), measured({ stacks: constant(1) }), go)).toBeUndefined();
});
