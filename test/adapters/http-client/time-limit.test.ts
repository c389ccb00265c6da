import { getEventListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { TimeLimit } from '../../../src/adapters/http-client/time-limit.ts';

afterEach(() => {
  vi.useRealTimers();
});

test('its signal aborts when the time has passed', async () => {
  const limit = new TimeLimit(1, new AbortController().signal);
  expect(limit.isOver).toBe(false);
  await new Promise((aborted) => limit.signal.addEventListener('abort', aborted));
  expect(limit.isOver).toBe(true);
  expect(limit.signal.reason).toMatchObject({ name: 'TimeoutError' });
});

test('its signal aborts with the other one, and the time is not over', () => {
  const other = new AbortController();
  const limit = new TimeLimit(60_000, other.signal);
  other.abort('enough');
  expect(limit.signal.reason).toBe('enough');
  expect(limit.isOver).toBe(false);
  const late = new TimeLimit(60_000, other.signal);
  expect(late.signal.reason).toBe('enough');
});

test('one that was ended leaves no timer and no listener, and aborts no more', async () => {
  vi.useFakeTimers();
  const other = new AbortController();
  const limits = Array.from({ length: 3 }, () => new TimeLimit(1, other.signal));
  expect(vi.getTimerCount()).toBe(3);
  expect(getEventListeners(other.signal, 'abort').length).toBe(3);
  for (const limit of limits) limit.end();
  expect(vi.getTimerCount()).toBe(0);
  expect(getEventListeners(other.signal, 'abort').length).toBe(0);
  vi.useRealTimers();
  await sleep(5);
  other.abort();
  expect(limits.map(({ signal, isOver }) => [signal.aborted, isOver])).toEqual([
    [false, false],
    [false, false],
    [false, false],
  ]);
});
