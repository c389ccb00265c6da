import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatAmount, formatAmountDelta } from '../../src/measurement/amount.ts';
import {
  formatBytes,
  formatBytesDelta,
  formatBytesPerHour,
  GiB,
  KiB,
  MiB,
  parseBytes,
} from '../../src/measurement/bytes.ts';
import { DAY, formatDuration, HOUR, MINUTE, parseDuration, SECOND } from '../../src/measurement/duration.ts';
import { countOf, formatShare } from '../../src/measurement/share.ts';
import { formatRange } from '../../src/measurement/time.ts';

test.each([
  [300, 'count', '300', '+300'],
  [-12_000, 'count', '−12,000', '−12,000'],
  [271 * MiB, 'bytes', '271 MiB', '+271 MiB'],
  [974_000, 'ppm', '97 %', '+97 %'],
  [-30_000, 'ppm', '-3 %', '−3 %'],
] as const)('%d in %s is written %s, as a difference %s', (value, unit, amount, delta) => {
  expect([formatAmount(value, unit), formatAmountDelta(value, unit)]).toEqual([amount, delta]);
});

describe('bytes', () => {
  test.each([
    [0, '0 B'],
    [12, '12 B'],
    [1023.6 * KiB, '1 MiB'],
    [498 * MiB, '498 MiB'],
    [1.5 * GiB, '1.5 GiB'],
    [1.25 * GiB, '1.25 GiB'],
    [12.34 * GiB, '12.3 GiB'],
    [12.34 * MiB, '12.3 MiB'],
    [-12 * MiB, '-12 MiB'],
  ])('%d is written %s', (bytes, text) => expect(formatBytes(bytes)).toBe(text));

  test('differences carry their sign', () => {
    expect([271 * MiB, -12 * MiB, 0].map(formatBytesDelta)).toEqual(['+271 MiB', '−12 MiB', '±0 B']);
  });

  test('rates are per hour', () => expect(formatBytesPerHour(62 * MiB)).toBe('62 MiB/h'));

  test.each([
    ['512Mi', 512 * MiB],
    ['2GiB', 2 * GiB],
    ['1.5G', 1_500_000_000],
    ['1000000', 1_000_000],
    ['100k', 100_000],
    ['half', undefined],
    ['-1Mi', undefined],
    ['', undefined],
  ])('%s is read as %s', (text, bytes) => expect(parseBytes(text)).toBe(bytes));

  test('whole mebibytes survive a round trip', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 1023 }), (n) => parseBytes(formatBytes(n * MiB)) === n * MiB));
  });
});

describe('durations', () => {
  test.each([
    [40 * SECOND, '40 s'],
    [6 * MINUTE, '6 min'],
    [4 * HOUR + 18 * MINUTE, '4 h 18 min'],
    [19 * HOUR, '19 h'],
    [2 * DAY + 3 * HOUR, '2 d 3 h'],
  ])('%d is written %s', (span, text) => expect(formatDuration(span)).toBe(text));

  test.each([
    ['30s', 30 * SECOND],
    ['1h30m', 90 * MINUTE],
    ['7d', 7 * DAY],
    ['soon', undefined],
    ['10', undefined],
  ])('%s is read as %s', (text, span) => expect(parseDuration(text)).toBe(span));
});

test('a range says a shared day once', () => {
  const from = Date.UTC(2026, 10, 22, 10);
  expect(formatRange({ from, to: from + 2 * HOUR })).toBe('22 Nov 10:00 – 12:00 UTC');
  expect(formatRange({ from, to: from + DAY })).toBe('22 Nov 10:00 – 23 Nov 10:00 UTC');
});

test('shares never round growth to nothing', () => {
  expect([0, 0.001, 0.963].map(formatShare)).toEqual(['0 %', '<1 %', '96 %']);
  expect([0.994, 0.997, 1, 1.004].map(formatShare)).toEqual(['99 %', '>99 %', '100 %', '100 %']);
  expect([countOf(1, 'kill'), countOf(4, 'kill')]).toEqual(['1 kill', '4 kills']);
});
