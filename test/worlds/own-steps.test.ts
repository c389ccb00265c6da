import { expect, test } from 'vitest';
import { againstOwnSteps, windowsThatDiffer } from '../../scripts/worlds/own-steps.ts';
import { answersOver } from './answers.ts';

// Of threads beside a heap a short window named the heap, or native memory, of which its own question said no; of a cache that
// fills it was a leak at 0.79 where the live heap's question leaned against it, and calm over the whole time.
test.each([
  ['jvm-threads-beside-heap', 1],
  ['jvm-threads-beside-heap', 102],
  ['warm-up', 1],
  ['warm-up', 101],
  ['jvm-class-loaders', 101],
  ['page-cache', 101],
])(
  'no finding about %s %i stands against its own steps, nor against another window’s',
  { timeout: 60_000 },
  async (name, seed) => {
    const answers = await answersOver(name, seed, [0.25, 0.5, 1]);
    expect(answers.flat().flatMap(againstOwnSteps)).toEqual([]);
    expect(answers.flatMap(windowsThatDiffer)).toEqual([]);
  },
);

test('a finding that its own steps deny is seen, and two sure ones that deny each other', () => {
  const step = { reasons: [], answer: 'no', confidence: 0.8 };
  const said = { evidence: [], advice: [], proof: '', paths: [] };
  const leak = {
    kind: 'heap-leak',
    confidence: 0.79,
    title: 'Heap leak',
    runtime: 'go',
    by: 'name' as const,
    said: { ...said, title: '', steps: [{ ...step, id: 'live-heap-growing', headline: 'It stands.' }] },
  };
  const headline = 'Metaspace grew: 36 MiB of the growth of 40 MiB (90 %).';
  const calm = {
    ...leak,
    kind: 'warm-up',
    title: 'Warm-up',
    said: { ...said, title: '', steps: [{ ...step, answer: 'yes', id: 'outside-heap-growing', headline }] },
  };
  expect(againstOwnSteps(leak)).toEqual(['Heap leak: It stands.']);
  expect(againstOwnSteps(calm)).toEqual([`Warm-up: ${headline}`]);
  expect(windowsThatDiffer([leak, calm])).toHaveLength(1);
  expect(windowsThatDiffer([leak, { ...calm, confidence: 0.6 }])).toEqual([]);
});
