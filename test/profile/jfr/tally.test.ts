import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../../scripts/corpus/seeded-random.ts';
import { StackTable } from '../../../src/profile/jfr/stack-table.ts';
import { LabelSets, Tally } from '../../../src/profile/jfr/tally.ts';

test('stacks are numbered by what they are, from 0, also beyond the room of a new table', () => {
  const random = seededRandom(3);
  const table = new StackTable();
  const numbers = new Map<string, number>();
  const scratch = new Uint32Array(64);
  for (let times = 0; times < 5000; times++) {
    const stack = Array.from({ length: Math.floor(random() * 5) }, () => Math.floor(random() * 7));
    // What lies behind the end is not of the stack.
    scratch.fill(times);
    scratch.set(stack);
    const expected = numbers.get(stack.join()) ?? numbers.size;
    numbers.set(stack.join(), expected);
    expect(table.number(scratch, stack.length)).toBe(expected);
  }
  expect(table.count).toBe(numbers.size);
  for (const [key, number] of numbers) expect([...table.at(number)].join()).toBe(key);
});

describe('a tally', () => {
  test('adds up what has one stack and equal labels, in the order in which it is first seen', () => {
    const random = seededRandom(4);
    const sets = new LabelSets();
    const tally = new Tally(sets);
    const expected = new Map<string, number[]>();
    for (let times = 0; times < 5000; times++) {
      const stack = Math.floor(random() * 40);
      const labels = { class: `c${Math.floor(random() * 5)}`, holder: `h${Math.floor(random() * 2)}` };
      const key = JSON.stringify([stack, labels]);
      const sums = expected.get(key) ?? [0, 0];
      expect(tally.add(stack, sets.number(labels), [1, times])).toBe(!expected.has(key));
      expected.set(key, [(sums[0] ?? 0) + 1, (sums[1] ?? 0) + times]);
    }
    const found = [...tally].map(({ stack, labels, values }) => [JSON.stringify([stack, labels]), values]);
    expect(found).toEqual([...expected]);
    expect(tally.length).toBe(expected.size);
  });

  test.each([[[-1, 5]], [[2 ** 53, -(2 ** 53)]], [[2 ** 53 - 1, 1, -5]], [[0.5, 0.5]]])(
    'of what is no count, %j, has no sum, whatever comes after it',
    (values) => {
      const sets = new LabelSets();
      const tally = new Tally(sets);
      for (const value of values) tally.add(0, sets.number({}), [value]);
      expect([...tally][0]?.values).toEqual([Number.NaN]);
    },
  );
});
