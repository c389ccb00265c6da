import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { fitParts } from '../../src/attribution/fit-parts.ts';
import { matching } from '../../src/collection/matches.ts';
import { type Bytes, MiB } from '../../src/measurement/bytes.ts';
import type { Moment } from '../../src/runtime/growth-causes.ts';
import type { Figures } from '../../src/runtime/memory-parts.ts';
import { definitionOf, type KnownRuntime } from '../../src/runtime/runtimes.ts';

interface Printed {
  readonly metric: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** The samples of a text that a program printed. */
function printed(name: string): readonly Printed[] {
  const text = readFileSync(new URL(`../fixtures/owners/${name}.txt`, import.meta.url), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => {
      const [, metric = '', labels = '', value = ''] = /^(\w+)(?:\{(.*)\})? (\S+)$/.exec(line) ?? [];
      const pairs = [...labels.matchAll(/(\w+)="([^"]*)"/g)].map(([, key = '', own = '']) => [key, own] as const);
      return { metric, labels: Object.fromEntries(pairs), value: Number(value) };
    });
}

/** What each quantity is by the first name that the text has, its parts added up. */
function figuresOf(runtime: KnownRuntime, samples: readonly Printed[]): Figures {
  const { names } = definitionOf(runtime)?.metrics ?? expect.fail(runtime);
  const read = Object.entries(names).flatMap(([quantity, candidates]) => {
    const found = candidates
      .map(({ metric, matchers }) =>
        samples.filter((each) => each.metric === metric && matching(matchers)(each.labels)),
      )
      .find((each) => each.length > 0);
    return found === undefined ? [] : [[quantity, found.reduce((sum, { value }) => sum + value, 0)] as const];
  });
  return Object.fromEntries(read);
}

function momentOf(runtime: KnownRuntime, name: string, resident: Bytes): Moment {
  const { memory } = definitionOf(runtime) ?? expect.fail(runtime);
  const figures = figuresOf(runtime, printed(name));
  return { figures, total: resident, ...fitParts(memory.split(figures), resident, memory.leastResident) };
}

/** In MiB, rounded. */
function grownBy(runtime: KnownRuntime, from: Moment, to: Moment): Readonly<Record<string, number>> {
  const { causes } = definitionOf(runtime) ?? expect.fail(runtime);
  const run = { end: 'running' };
  const ledger = { base: from, middle: from, end: to, tolerance: 8 * MiB, apart: 0, collections: 9, run };
  const all = causes(from, to, { ledger, ties: {} }).map(
    ({ cause, bytes }) => [cause, Math.round(bytes / MiB)] as const,
  );
  return Object.fromEntries(all.filter(([, bytes]) => bytes !== 0));
}

describe('what Redis printed', () => {
  const rss = (name: string) =>
    printed(name).find(({ metric }) => metric === 'redis_memory_used_rss_bytes')?.value ?? 0;
  const at = (name: string) => momentOf('redis', name, rss(name));

  test('keys that are written are allocated, keys that are deleted are kept by the allocator', () => {
    // MiB: used 1.01 → 121.93; allocator_resident 4.75 → 128.95; rss 11.80 → 136.64.
    expect(grownBy('redis', at('redis-start'), at('redis-full'))).toEqual({ heap: 121, kept: 3, native: 1 });
    // used 121.93 → 16.61; allocator_resident 128.95 → 96.37: 7.02 → 79.76 of it is free; rss 136.64 → 104.25.
    expect(grownBy('redis', at('redis-full'), at('redis-deleted'))).toEqual({ heap: -105, kept: 73 });
  });
});

describe('what a program in Erlang printed', () => {
  /** All carriers, which is what the kernel called anonymous. */
  const at = (name: string) => momentOf('erlang', name, figuresOf('erlang', printed(name))['heap-committed'] ?? 0);

  test('the carriers of its allocators are the anonymous memory of the process', () => {
    const carriers = figuresOf('erlang', printed('erlang-binaries'))['heap-committed'] ?? 0;
    expect(Math.abs(carriers - 133_356 * 1024)).toBeLessThan(MiB);
  });

  test('rows of a table grow apart from binaries and from the heaps of processes', () => {
    const [start, ets, binaries] = [at('erlang-start'), at('erlang-ets'), at('erlang-binaries')];
    // MiB: ets 0.65 → 59.72, processes 5.25 → 11.23.
    expect(grownBy('erlang', start, ets)).toMatchObject({ tables: 59, heap: 6 });
    // binary 0.1 → 38.3 MiB.
    expect(grownBy('erlang', ets, binaries)).toMatchObject({ buffers: 38, heap: -6 });
  });
});
