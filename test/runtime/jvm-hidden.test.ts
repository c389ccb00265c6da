import { expect, test } from 'vitest';
import { MiB } from '../../src/measurement/bytes.ts';
import type { CauseContext, Moment } from '../../src/runtime/growth-causes.ts';
import { jvmCauses } from '../../src/runtime/jvm/causes.ts';
import type { Parts } from '../../src/runtime/memory-parts.ts';

/** A JVM of which no collection showed what lives, in MiB. */
function moment(parts: Parts, overshoot = 0): Moment {
  const inBytes = Object.fromEntries(Object.entries(parts).map(([part, mib]) => [part, mib * MiB]));
  const total = Object.values(inBytes).reduce((sum, bytes) => sum + bytes, 0);
  return { figures: { rss: total }, total, parts: inBytes, overshoot: overshoot * MiB };
}

/** What each cause gained from the base to the end, in MiB. */
function gained(base: Moment, middle: Moment, end: Moment): Readonly<Record<string, number>> {
  const ledger = { base, middle, end, tolerance: 8 * MiB, apart: 0, run: { limit: 280 * MiB, end: 'running' } };
  const context: CauseContext = { ledger, ties: {} };
  const sums: Record<string, number> = {};
  for (const { cause, bytes } of jvmCauses(base, end, context)) sums[cause] = (sums[cause] ?? 0) + bytes / MiB;
  return sums;
}

// Of 78 MiB that the heap took 48 may be untouched at the base: 2 are surely, and hide what lies beside the heap.
const BASE = moment({ heap: 30, idle: 48, metaspace: 18, unexplained: 0 }, 2);

test('untouched pages of the heap hide no more than there are of them', () => {
  const middle = moment({ heap: 38, idle: 60, metaspace: 34, unexplained: 88 });
  const end = moment({ heap: 42, idle: 76, metaspace: 46, unexplained: 95 });
  expect(gained(BASE, middle, end)).toMatchObject({ classes: 28, native: 95 - 48, room: 28 + 48 });
});

test('what fits into them came to light, and has not grown', () => {
  const middle = moment({ heap: 38, idle: 60, metaspace: 34, unexplained: 38 });
  const end = moment({ heap: 42, idle: 76, metaspace: 46, unexplained: 40 });
  expect(gained(BASE, middle, end)).toMatchObject({ classes: 28, native: 0, room: 28 + 40 });
});

test('the causes are all of the growth, however it is told apart', () => {
  for (const rest of [20, 48, 70, 140]) {
    const middle = moment({ heap: 38, idle: 60, metaspace: 34, unexplained: rest - 2 });
    const end = moment({ heap: 42, idle: 76, metaspace: 46, unexplained: rest });
    const sum = Object.values(gained(BASE, middle, end)).reduce((all, mib) => all + mib, 0);
    expect(sum).toBeCloseTo((end.total - BASE.total) / MiB, 6);
  }
});
