import { expect, test } from 'vitest';
import { type Attribution, attributionOf } from '../../src/attribution/attribution.ts';
import { threadShareLine, threadsProven } from '../../src/diagnosis/thread-share.ts';
import { aRun } from '../attribution/a-run.ts';

/** What explains the growth of a run that nothing but its number of threads splits. */
function explained(drawn: Parameters<typeof aRun>[0]): Attribution {
  const attribution = attributionOf({ pod: 'api-1', runs: [aRun(drawn)], cpus: 1, restarts: 0 });
  if (attribution === undefined) throw new Error('nothing was accounted for');
  return attribution;
}

// Base and end are the medians of minutes 20 to 22 and 98 to 100: 78 of 100 minutes.

test('threads that wait own their stacks and what the kernel keeps for them', () => {
  // 3,900 more in 78 minutes: 78 MiB of 20.97 KiB each in the process, 97.5 MiB in the kernel of which 32 KiB each are theirs.
  const waiting = explained({
    limit: 1024,
    bytes: { 'working-set': [40, 265], rss: [30, 130], usage: [40, 265], 'page-cache': 0 },
    counts: { 'container-threads': [20, 5020] },
  });
  expect(waiting.leader?.cause).toBe('threads');
  expect(threadShareLine(waiting)).toBe(
    '1,070 → 4,970 threads explain all of the growth of 176 MiB: 46.1 KiB each, 97.5 MiB of it in the kernel.',
  );
  expect(threadsProven(waiting)).toBe(true);
});

test('threads that touch hardly more than a page are known by what the kernel keeps for them', () => {
  // 3,120 more in 78 minutes: 4.2 KiB each in the process and 19.7 KiB in the kernel.
  const idle = explained({
    limit: 256,
    bytes: { 'working-set': [20, 117.5], rss: [12, 29], usage: [20, 117.5], 'page-cache': 0 },
    counts: { 'container-threads': [10, 4010], processes: 1 },
  });
  expect(idle.leader?.cause).toBe('threads');
  expect(idle.leader?.share).toBeCloseTo(1);
  expect(threadsProven(idle)).toBe(true);
});

test('threads on stacks that the process had before grow in the kernel alone', () => {
  const pooled = explained({
    limit: 256,
    bytes: { 'working-set': [60, 160], rss: 52, usage: [60, 160], 'page-cache': 0 },
    counts: { 'container-threads': [10, 5010], processes: 1 },
  });
  expect(pooled.leader?.cause).toBe('threads');
});

test('sockets that grow beside a pool of threads that fills stay kernel memory', () => {
  const sockets = explained({
    limit: 256,
    bytes: { 'working-set': [60, 220], rss: 40, usage: [60, 220], 'page-cache': 0 },
    counts: { 'container-threads': [10, 300], processes: 1 },
  });
  expect(sockets.leader?.cause).toBe('kernel');
});

test('processes bring a thread each: they are no threads that multiply', () => {
  const forked = explained({
    limit: 512,
    bytes: { 'working-set': [60, 360], rss: [40, 290], usage: [60, 360], 'page-cache': 0 },
    counts: { 'container-threads': [2, 602], processes: [2, 602] },
  });
  expect(forked.causes.some(({ cause }) => cause === 'threads')).toBe(false);
  expect(forked.leader?.cause).toBe('anonymous');
});

test('threads of some hundred KiB each, allocator and all, are proven where they multiplied', () => {
  const blocked = {
    bytes: { 'working-set': [400, 700], rss: [400, 700] },
    counts: { 'container-threads': [40, 1240] },
  } as const;
  expect(threadsProven(explained(blocked))).toBe(true);
});

test('a pool that fills by a few threads proves nothing about a heap that grows beside it', () => {
  const pool = {
    limit: 1024,
    bytes: { 'working-set': [100, 400], rss: [100, 400] },
    counts: { 'container-threads': [20, 60] },
  } as const;
  expect(threadsProven(explained(pool))).toBe(false);
});

test('threads that would have to be larger than a waiting thread is prove nothing', () => {
  const large = {
    limit: 2048,
    bytes: { 'working-set': [100, 700], rss: [100, 700] },
    counts: { 'container-threads': [20, 620] },
  } as const;
  expect(threadsProven(explained(large))).toBe(false);
});

test('many threads that only became somewhat more prove nothing', () => {
  const many = {
    limit: 1024,
    bytes: { 'working-set': [300, 400], rss: [300, 400] },
    counts: { 'container-threads': [2000, 2400] },
  } as const;
  expect(threadsProven(explained(many))).toBe(false);
});
