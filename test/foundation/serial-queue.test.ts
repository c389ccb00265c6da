import { expect, test } from 'vitest';
import { SerialQueue, SerialQueues } from '../../src/foundation/serial-queue.ts';

/** A task that ends when it is let, and notes that it began. */
function held(name: string, began: string[]) {
  let end: (result: string) => void = () => {};
  let fail: (error: Error) => void = () => {};
  const task = () => {
    began.push(name);
    return new Promise<string>((resolve, reject) => {
      end = resolve;
      fail = reject;
    });
  };
  return { task, end: () => end(name), fail: () => fail(new Error(name)) };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

test('one at a time, in their order, each with its own result', async () => {
  const began: string[] = [];
  const queue = new SerialQueue();
  const [a, b] = [held('a', began), held('b', began)];
  const results = [queue.run(a.task), queue.run(b.task)];
  await settle();
  expect(began).toEqual(['a']);
  a.end();
  await settle();
  expect(began).toEqual(['a', 'b']);
  b.end();
  expect(await Promise.all(results)).toEqual(['a', 'b']);
});

test('one that fails, fails alone', async () => {
  const queue = new SerialQueue();
  const failing = queue.run(() => Promise.reject(new Error('broken')));
  const next = queue.run(() => Promise.resolve('next'));
  await expect(failing).rejects.toThrow('broken');
  expect(await next).toBe('next');
});

test('different keys run side by side, the same key one after the other', async () => {
  const began: string[] = [];
  const queues = new SerialQueues();
  const [a, b, c] = [held('a', began), held('b', began), held('c', began)];
  const all = [queues.run('1', a.task), queues.run('1', b.task), queues.run('2', c.task)];
  await settle();
  expect(began).toEqual(['a', 'c']);
  c.end();
  a.fail();
  await expect(all[0]).rejects.toThrow('a');
  await settle();
  expect(began).toEqual(['a', 'c', 'b']);
  let idle = false;
  const waiting = queues.idle().then(() => {
    idle = true;
  });
  await settle();
  expect(idle).toBe(false);
  b.end();
  await waiting;
});
