import { expect, test } from 'vitest';
import { places } from '../../../src/adapters/worker-pool/places.ts';

/** Lets every promise that can settle do so. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

/** Takes places and notes when it got them. */
function queue(count: number) {
  const all = places(count);
  const got: string[] = [];
  const take = (name: string, wanted?: number, signal?: AbortSignal) =>
    all.take(signal, wanted).then((giveBack) => {
      got.push(name);
      return giveBack;
    });
  return { take, got };
}

test('one that wants all waits for all, and those behind it wait for their turn', async () => {
  const { take, got } = queue(2);
  const first = await take('first');
  const large = take('large', 2);
  const behind = take('behind');
  await settled();
  expect(got).toEqual(['first']);
  first();
  (await large)();
  (await behind)();
  expect(got).toEqual(['first', 'large', 'behind']);
});

test('more than there are is all of them', async () => {
  const { take, got } = queue(2);
  (await take('huge', 5))();
  (await take('next'))();
  expect(got).toEqual(['huge', 'next']);
});

test('one that gives up its turn lets those behind it go on', async () => {
  const { take, got } = queue(2);
  const first = await take('first');
  const stop = new AbortController();
  const large = expect(take('large', 2, stop.signal)).rejects.toThrow('enough');
  const behind = take('behind');
  await settled();
  stop.abort(new Error('enough'));
  await large;
  await behind;
  expect(got).toEqual(['first', 'behind']);
  first();
});
