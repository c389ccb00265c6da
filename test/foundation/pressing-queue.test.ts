import { expect, test } from 'vitest';
import { type Pressing, PressingQueue } from '../../src/foundation/pressing-queue.ts';

const NEVER = new AbortController().signal;
const calm = (weight: number): Pressing => ({ awaited: false, weight });
const awaited = (weight: number): Pressing => ({ awaited: true, weight });

/** Work that ends when it is told to, and what of it has begun. */
function aDay(queue: PressingQueue) {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    begin(name: string, pressing: Pressing | undefined, signal = NEVER) {
      const work = () =>
        new Promise<void>((resolve) => {
          begun.push(name);
          ends.set(name, resolve);
        });
      return queue.run(pressing, work, signal);
    },
    async end(name: string) {
      ends.get(name)?.();
      for (let turn = 0; turn < 10; turn += 1) await Promise.resolve();
    },
  };
}

test('so much side by side, then the most pressing first', async () => {
  const day = aDay(new PressingQueue({ places: 1, kept: 0 }));
  void day.begin('first', calm(1));
  void day.begin('light', calm(1));
  void day.begin('heavy', calm(9));
  void day.begin('awaited', awaited(0));
  expect(day.begun).toEqual(['first']);
  await day.end('first');
  await day.end('awaited');
  await day.end('heavy');
  expect(day.begun).toEqual(['first', 'awaited', 'heavy', 'light']);
});

test('places are kept for what someone waits for, and what presses nothing needs none', () => {
  const day = aDay(new PressingQueue({ places: 1, kept: 1 }));
  void day.begin('first', calm(1));
  void day.begin('second', calm(1));
  void day.begin('awaited', awaited(0));
  void day.begin('too many', awaited(0));
  void day.begin('at once', undefined);
  expect(day.begun).toEqual(['first', 'awaited', 'at once']);
});

test('what is aborted while it waits never runs and holds no place; what fails gives its place back', async () => {
  const queue = new PressingQueue({ places: 1, kept: 0 });
  const day = aDay(queue);
  const abort = new AbortController();
  void day.begin('first', calm(1));
  const waiting = day.begin('aborted', calm(1), abort.signal);
  abort.abort();
  await waiting;
  await day.end('first');
  await expect(queue.run(calm(1), () => Promise.reject(new Error('no')), NEVER)).rejects.toThrow('no');
  void day.begin('last', calm(1));
  expect(day.begun).toEqual(['first', 'last']);
});
