import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { samplesIn } from '../../src/collection/exposition.ts';
import { isKept, keptSamples } from '../../src/collection/kept-metrics.ts';

const read = (page: string) => samplesIn(page, () => true);
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
    expect(keptSamples(samplesIn(page, isKept))).toEqual([
      { metric: 'http_requests_total', labels: {}, value: 10_000 },
    ]);
  });

  it('has a bound, however many series a process invents', () => {
    const page = Array.from({ length: 5000 }, (_, i) => `go_fake{i="${i}"} 1`).join('\n');
    expect(keptSamples(samplesIn(page, isKept)).length).toBe(250);
  });
});
