import { expect, test } from 'vitest';
import { MINUTE } from '../../src/measurement/duration.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import { processNaming } from '../../src/metrics/several-processes.ts';

const AT = 'app-3.internal';

function resident(labels: Record<string, string>, figures: (minute: number) => number | undefined): Series {
  const points = Array.from({ length: 60 }, (_, i) => [i * MINUTE, figures(i)] as const);
  const known = points.flatMap(([time, value]) => (value === undefined ? [] : [[time, value] as const]));
  return {
    metric: 'process_resident_memory_bytes',
    labels: { job: 'api', instance: AT, ...labels },
    ...trackOf(known),
  };
}

/** What each series goes by. */
function names(all: readonly Series[]): readonly (string | undefined)[] {
  const naming = processNaming(all);
  return all.map((one) => (naming?.(one) ?? one).labels['instance']);
}

const flat = (value: number) => () => value;
const climbing = (from: number) => (minute: number) => from + minute * 5;

test('workers of different size are told apart by what differs, those of equal size with them', () => {
  const all = [
    resident({ slot: 'a' }, flat(400)),
    resident({ slot: 'b' }, climbing(90)),
    resident({ slot: 'c' }, flat(400)),
  ];
  expect(names(all)).toEqual([`${AT} slot=a`, `${AT} slot=b`, `${AT} slot=c`]);
});

test('what is scraped twice is one', () => {
  const all = [resident({ replica: 'x' }, climbing(90)), resident({ replica: 'y' }, (minute) => 91 + minute * 5)];
  expect(names(all)).toEqual([AT, AT]);
});

test('scraped twice, workers are as many as there are', () => {
  const all = ['x', 'y'].flatMap((replica) => [
    resident({ replica, slot: 'a' }, flat(400)),
    resident({ replica, slot: 'b' }, climbing(90)),
  ]);
  expect(new Set(names(all))).toEqual(new Set([`${AT} slot=a`, `${AT} slot=b`]));
});

test('a process that was started again with another number is one', () => {
  const all = [
    resident({ pid: '17' }, (minute) => (minute < 30 ? 100 + minute : undefined)),
    resident({ pid: '93' }, (minute) => (minute >= 30 ? 50 + minute : undefined)),
  ];
  expect(names(all)).toEqual([AT, AT]);
});

test('the label of fewer values is taken, which stays when a worker is started again', () => {
  const all = [
    resident({ pid: '1', slot: 'a' }, flat(400)),
    resident({ pid: '2', slot: 'b' }, (minute) => (minute < 30 ? 100 : undefined)),
    resident({ pid: '3', slot: 'b' }, (minute) => (minute >= 30 ? 100 : undefined)),
  ];
  expect(names(all)).toEqual([`${AT} slot=a`, `${AT} slot=b`, `${AT} slot=b`]);
});

test('pods have names of their own, and addresses with one process stay as they are', () => {
  const pods = [resident({ pod: 'p', slot: 'a' }, flat(1)), resident({ pod: 'p', slot: 'b' }, flat(9))];
  expect(processNaming(pods)).toBeUndefined();
  const mixed = [
    ...[1, 9].map((n) => resident({ slot: `${n}` }, flat(n))),
    resident({ instance: 'other', slot: '1' }, flat(3)),
  ];
  expect(names(mixed)).toEqual([`${AT} slot=1`, `${AT} slot=9`, 'other']);
});
