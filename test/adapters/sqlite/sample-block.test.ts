import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBlock, encodeBlock } from '../../../src/adapters/stores/sample-block.ts';
import { trackOf } from '../../../src/metrics/series.ts';

const roundTrip = (points: readonly (readonly [number, number])[]) => decodeBlock(encodeBlock(trackOf(points)));

describe('a block of samples', () => {
  const times = fc.array(fc.integer({ min: 0, max: 1e13 }), { maxLength: 200 }).map((all) => all.sort((a, b) => a - b));
  it.each([
    ['whole numbers', fc.integer({ min: -(2 ** 50), max: 2 ** 50 })],
    ['any numbers', fc.double({ noNaN: true, noDefaultInfinity: true })],
  ])('gives back %s exactly', (_, value) => {
    fc.assert(
      fc.property(
        times.chain((all) => fc.tuple(...all.map((time) => fc.tuple(fc.constant(time), value)))),
        (points) => {
          const back = roundTrip(points);
          expect([...back.times]).toEqual(points.map(([time]) => time));
          // −0 and 0 are the same amount of memory.
          expect([...back.values].map((v) => v + 0)).toEqual(points.map(([, v]) => v + 0));
        },
      ),
    );
  });

  it('takes few bytes for a metric that is scraped once a minute', () => {
    let rss = 200e6;
    const points = Array.from({ length: 120 }, (_, i): [number, number] => {
      rss += 4096 * Math.round(20 * Math.sin(i * i));
      return [1_764_000_000_000 + i * 60_000 + (i % 3), rss];
    });
    expect(encodeBlock(trackOf(points)).byteLength / 120).toBeLessThan(5);
    const constant = points.map(([time]): [number, number] => [time, 536_870_912]);
    expect(encodeBlock(trackOf(constant)).byteLength / 120).toBeLessThan(1);
  });
});
