import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplesIn } from '../../src/collection/exposition.ts';
import { isKept, type KeptPage, readPage } from '../../src/collection/kept-metrics.ts';

const read = (page: string) => [...samplesIn(page, () => true)];
const none = {};

describe('a metrics page', () => {
  it.each([
    ['a plain sample', 'go_goroutines 12', { metric: 'go_goroutines', labels: none, value: 12 }],
    ['an exponent', 'rss 1.7179869184e+10', { metric: 'rss', labels: none, value: 17_179_869_184 }],
    ['a timestamp', 'a 1 1700000000000', { metric: 'a', labels: none, value: 1 }],
    ['labels', 'a{x="1",y="two"} 3', { metric: 'a', labels: { x: '1', y: 'two' }, value: 3 }],
    ['a comma at the end', 'a{x="1",} 3', { metric: 'a', labels: { x: '1' }, value: 3 }],
    ['blanks everywhere', 'a{ x = "1" , y="2" }   3  ', { metric: 'a', labels: { x: '1', y: '2' }, value: 3 }],
    ['no labels in braces', 'a{} 3', { metric: 'a', labels: none, value: 3 }],
    ['a tab', 'a\t3', { metric: 'a', labels: none, value: 3 }],
    ['escapes', String.raw`a{x="q\"b\\s\nl"} 1`, { metric: 'a', labels: { x: 'q"b\\s\nl' }, value: 1 }],
    ['braces and commas inside a value', 'a{x="{,}",y="="} 1', { metric: 'a', labels: { x: '{,}', y: '=' }, value: 1 }],
    ['a carriage return', 'a 1\r', { metric: 'a', labels: none, value: 1 }],
    [
      'an exemplar',
      'a_total{x="1"} 5 # {trace_id="abc"} 0.67 1700000000',
      { metric: 'a_total', labels: { x: '1' }, value: 5 },
    ],
  ])('is read with %s', (_, line, sample) => {
    expect(read(`# HELP a b\n# TYPE a counter\n${line}\n# EOF\n`)).toEqual([sample]);
  });

  it.each([
    ['NaN', 'a NaN'],
    ['infinity', 'a{le="+Inf"} +Inf'],
    ['no value', 'a'],
    ['an open brace', 'a{x="1" 3'],
    ['an open quote', 'a{x="1} 3'],
    ['nonsense', '<html>'],
  ])('passes over a line with %s and goes on', (_, line) => {
    expect(read(`${line}\nb 2`)).toEqual([{ metric: 'b', labels: none, value: 2 }]);
  });

  it('never makes the reader throw', () => {
    fc.assert(fc.property(fc.string({ maxLength: 100 }), (page) => Array.isArray(read(page))));
  });

  it.each([
    ['quotes that never close', `a{${'x="'.repeat(200_000)}`],
    ['labels without end', `a{${'x="1",'.repeat(200_000)}`],
    ['a label name without end', `a{${'x'.repeat(200_000)}} 1`],
    ['blanks in a label', `a{x${' '.repeat(200_000)}} 1`],
    ['equal signs', `a{${'x = '.repeat(200_000)}} 1`],
    ['a name without end', 'a'.repeat(1_000_000)],
    ['blanks before a value', `a${' '.repeat(1_000_000)}#`],
  ])('takes no time for %s', (_, page) => {
    const before = performance.now();
    read(page);
    expect(performance.now() - before).toBeLessThan(2000);
  });
});

describe('what is kept of it', () => {
  it.each([
    ['process_resident_memory_bytes', true],
    ['go_memstats_heap_inuse_bytes', true],
    ['go_gc_gomemlimit_bytes', true],
    ['jvm_memory_used_bytes', true],
    ['nodejs_heap_size_used_bytes', true],
    ['acme_build_info', true],
    ['build_info', true],
    ['http_requests_total', true],
    ['go_gc_pauses_seconds_bucket', false],
    ['go_sched_latencies_seconds_count', false],
    ['acme_orders_total', false],
    ['up', false],
  ])('%s: %s', (metric, kept) => {
    expect(isKept(metric)).toBe(kept);
  });

  it('adds up request counters, whose label sets have no bound', () => {
    const page = Array.from({ length: 5000 }, (_, i) => `http_requests_total{path="/${i}"} 2`).join('\n');
    expect(readPage(page, new Set()).samples).toEqual([{ metric: 'http_requests_total', labels: {}, value: 10_000 }]);
  });

  it('has a bound, however many series a process invents', () => {
    const page = Array.from({ length: 5000 }, (_, i) => `go_fake{i="${i}"} 1`).join('\n');
    expect(readPage(page, new Set()).samples.length).toBe(250);
  });

  it('reads what shows the state of the process however many others come before it', () => {
    const invented = Array.from({ length: 5000 }, (_, i) => `go_fake{i="${i}"} 1`);
    const page = [...invented, 'process_resident_memory_bytes 7', 'process_resident_memory_bytes 8'].join('\n');
    const { samples, cut } = readPage(page, new Set(['process_resident_memory_bytes']));
    expect(samples.slice(250)).toEqual([{ metric: 'process_resident_memory_bytes', labels: {}, value: 7 }]);
    expect(cut).toBe(true);
    expect(readPage('process_resident_memory_bytes 7', new Set()).cut).toBe(false);
  });

  it.each([
    ['of as many series as there is room for', (i: number) => `go_fake{i="${i}",pad="${'x'.repeat(100)}"} 1`],
    ['of request counters', (i: number) => `http_requests_total{path="/${i}",pad="${'x'.repeat(80)}"} 1`],
    ['of names', (i: number) => `go_${'x'.repeat(100)}_${i} 1`],
    ['of what is not kept', (i: number) => `acme_orders_total{i="${i}",pad="${'x'.repeat(80)}"} 1`],
  ])('a page of 13 MB %s takes little of the processor, and little of it is kept', (_, line) => {
    const lines = [];
    for (let size = 0; size < 13e6; size += line(0).length + 1) lines.push(line(lines.length));
    const page = lines.join('\n');
    const kept: KeptPage[] = [];
    // It was seen to take 0.12 s.
    expect(time(() => kept.push(readPage(page, new Set())))).toBeLessThan(800);
    expect(kept[0]?.samples.length).toBeLessThanOrEqual(251);
  });

  it('passes over a line that is too long, and reads the next', () => {
    const page = `go_a{x="${'y'.repeat(20_000)}"} 1\ngo_b 2`;
    expect(readPage(page, new Set()).samples).toEqual([{ metric: 'go_b', labels: {}, value: 2 }]);
  });
});

/** The processor's time in milliseconds. */
function time(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
