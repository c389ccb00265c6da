import { expect, test } from 'vitest';
import { SharedRead } from '../../src/evidence/shared-read.ts';

/** A read that is answered by hand, and what became of each time it was begun. */
function readByHand() {
  const begun: { readonly signal: AbortSignal; answer(value: string): void; fail(error: Error): void }[] = [];
  const read = (signal: AbortSignal) => {
    const { promise, resolve, reject } = Promise.withResolvers<string>();
    signal.addEventListener('abort', () => reject(signal.reason as Error));
    begun.push({ signal, answer: resolve, fail: reject });
    return promise;
  };
  return { read, begun };
}

const staying = () => new AbortController().signal;

test('several who wait share one read, and later ones its answer', async () => {
  const { read, begun } = readByHand();
  const shared = new SharedRead(read);
  const waiting = [shared.get(staying()), shared.get(staying())];
  begun[0]?.answer('samples');
  expect(await Promise.all(waiting)).toEqual(['samples', 'samples']);
  expect(await shared.get(staying())).toBe('samples');
  expect(begun).toHaveLength(1);
});

test('whoever leaves is let go, and the others still get the answer', async () => {
  const { read, begun } = readByHand();
  const shared = new SharedRead(read);
  const leaving = new AbortController();
  const left = shared.get(leaving.signal);
  const stayed = shared.get(staying());
  leaving.abort(new Error('cancelled'));
  await expect(left).rejects.toThrow('cancelled');
  expect(begun[0]?.signal.aborted).toBe(false);
  begun[0]?.answer('samples');
  expect(await stayed).toBe('samples');
});

test('when the last one leaves, the read is aborted, and the next who asks begins another', async () => {
  const { read, begun } = readByHand();
  const shared = new SharedRead(read);
  const leaving = new AbortController();
  const left = shared.get(leaving.signal);
  leaving.abort(new Error('cancelled'));
  await expect(left).rejects.toThrow('cancelled');
  expect(begun[0]?.signal.aborted).toBe(true);
  const next = shared.get(staying());
  begun[1]?.answer('samples');
  expect(await next).toBe('samples');
});

test('a read that failed fails for all who wait, and is made again for the next', async () => {
  const { read, begun } = readByHand();
  const shared = new SharedRead(read);
  const waiting = Promise.allSettled([shared.get(staying()), shared.get(staying())]);
  begun[0]?.fail(new Error('unreachable'));
  expect((await waiting).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  const next = shared.get(staying());
  begun[1]?.answer('samples');
  expect(await next).toBe('samples');
});

test('an answer that is not worth keeping is asked for again', async () => {
  const { read, begun } = readByHand();
  const shared = new SharedRead(read, { isWorthKeeping: (value) => value !== '' });
  const first = shared.get(staying());
  begun[0]?.answer('');
  expect(await first).toBe('');
  const second = shared.get(staying());
  begun[1]?.answer('samples');
  expect(await second).toBe('samples');
  expect(await shared.get(staying())).toBe('samples');
  expect(begun).toHaveLength(2);
});

test('one who has left already begins nothing', async () => {
  const { read, begun } = readByHand();
  const gone = AbortSignal.abort(new Error('cancelled'));
  await expect(new SharedRead(read).get(gone)).rejects.toThrow('cancelled');
  expect(begun).toEqual([]);
});
