import { expect, test } from 'vitest';
import type { CauseShare } from '../../src/attribution/shares.ts';
import { alsoLines } from '../../src/diagnosis/also-lines.ts';
import { asLargeClause } from '../../src/diagnosis/as-large.ts';
import type { SettledStep } from '../../src/diagnosis/case-file.ts';
import type { Verdict } from '../../src/diagnosis/verdict.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { CauseId } from '../../src/runtime/growth-causes.ts';
import { jvmWords } from '../../src/runtime/jvm/words.ts';

/** Of 100 MiB: what each cause gained, in MiB; room of the collector is no candidate. */
function lines(gained: Partial<Record<CauseId, number>>, asLarge?: CauseId): string {
  const causes = Object.entries(gained).map(
    ([cause, mib]): CauseShare => ({
      cause: cause as CauseId,
      bytes: mib * MiB,
      candidate: cause !== 'room',
      share: mib / 100,
    }),
  );
  const [leader] = causes;
  const attribution = { causes, leader, whole: 100 * MiB } as unknown as NonNullable<Verdict['attribution']>;
  const verdict: Verdict = {
    kind: 'heap-leak',
    confidence: 0.7,
    also: ['native-growth'],
    contradicted: [],
    attribution,
    asLarge: causes
      .filter(({ cause }) => cause === asLarge)
      .map((cause) => ({ kind: 'native-growth' as const, cause }))[0],
  };
  return `${asLargeClause(verdict.asLarge, jvmWords, attribution)}|${alsoLines(verdict, jvmWords).join('\n')}`;
}

test('what grew outside the heap is all of its parts together', () => {
  expect(lines({ heap: 62, native: 20, classes: 12, code: 2, buffers: 4, room: 30 })).toBe(
    '|Grew too, but explains less: memory outside the JVM heap (38 MiB, 38 %).',
  );
});

test('parts that each explain less, and together more, are not said to explain less', () => {
  expect(lines({ heap: 35, classes: 33, native: 30 })).toBe(
    '|Grew too, in parts that each explain less: memory outside the JVM heap (63 MiB, 63 %).',
  );
});

test('a part that shrank is none of what grew', () => {
  expect(lines({ heap: 70, classes: 20, native: -15 })).toContain('(20 MiB, 20 %)');
});

test('a single part that explained more at first stopped', () => {
  expect(lines({ heap: 40, native: 55 })).toContain('Grew more at first, and less in the last half');
});

test('a part that is about as large has its own figure in title and line, beside that of all that it belongs to', () => {
  expect(lines({ heap: 40, classes: 36, native: 20 }, 'classes')).toBe(
    ', with classes in metaspace about as large (36 % of the growth)|' +
      'Explains about as much: classes in metaspace (36 MiB, 36 %), of all that memory outside the JVM heap gained (56 MiB, 56 %).',
  );
  expect(lines({ heap: 40, native: 36, code: 4 }, 'native')).toBe(
    ', with memory outside the JVM heap about as large (40 % of the growth)|' +
      'Explains about as much: memory outside the JVM heap (40 MiB, 40 %).',
  );
});

test('a part that does not grow by the question about it is not said to grow', () => {
  const [verdict, steps] = [
    { kind: 'page-cache', confidence: 0.7, also: ['heap-leak'], contradicted: [] } as Verdict,
    (answer: 'no' | 'yes') =>
      [{ means: { yes: 'heap-leak' }, answer, judgement: { answer } }] as unknown as SettledStep[],
  ];
  expect(alsoLines(verdict, jvmWords, steps('no'))).toEqual([
    expect.stringMatching(/^Gained a part, and does not grow on/),
  ]);
  expect(alsoLines(verdict, jvmWords, steps('yes'))).toEqual([expect.stringMatching(/^Grew too/)]);
});
