import { describe, expect, it } from 'vitest';
import { readingOf } from '../../src/collection/page-reading.ts';
import { HOUR } from '../../src/measurement/duration.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const seconds = (ms: number) => ms / 1000;

describe('what cannot be true is no reading, is not stored, and is named', () => {
  it.each([
    ['a start far in the future', `process_start_time_seconds ${seconds(NOW + 24 * HOUR)}`, 'processStart'],
    ['a start before there were processes', 'process_start_time_seconds -5', 'processStart'],
    ['no start', 'process_start_time_seconds 0', 'processStart'],
    ['memory below zero', 'process_resident_memory_bytes -4096', 'memory'],
    ['memory above a pebibyte', 'process_resident_memory_bytes 1.2e15', 'memory'],
    ['goroutines below zero', 'go_goroutines -1', 'goroutines'],
    ['more goroutines than fit', 'go_goroutines 1e15', 'goroutines'],
  ] as const)('%s', (_, line, part) => {
    const read = readingOf(`${line}\ngo_threads 4\n`, NOW);
    expect(read?.reading).toEqual({ time: NOW, processStart: undefined, memory: undefined, goroutines: undefined });
    expect(read?.reading[part]).toBeUndefined();
    expect(read?.samples).toEqual([{ metric: 'go_threads', labels: {}, value: 4 }]);
    expect(read?.odd).toEqual([expect.stringContaining(line.split(' ', 1)[0] ?? '')]);
  });

  it.each([
    [
      'a start a little ahead, as clocks are',
      `process_start_time_seconds ${seconds(NOW + 60_000)}`,
      'processStart',
      NOW + 60_000,
    ],
    ['no memory at all', 'process_resident_memory_bytes 0', 'memory', 0],
    ['a large machine', `process_resident_memory_bytes ${24 * 1024 ** 4}`, 'memory', 24 * 1024 ** 4],
  ] as const)('but %s is', (_, line, part, value) => {
    const read = readingOf(line, NOW);
    expect(read?.reading[part]).toBe(value);
    expect(read?.odd).toEqual([]);
  });

  it('a page without anything to keep is none', () => {
    expect(readingOf('acme_orders_total 1', NOW)).toBeUndefined();
  });
});
