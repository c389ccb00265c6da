import { describe, expect, it, test } from 'vitest';
import { kindInName } from '../../../src/profile/files/kind-in-name.ts';
import { fits, pathTemplate } from '../../../src/profile/files/path-template.ts';
import { timeInName } from '../../../src/profile/files/time-in-name.ts';

describe('A template of paths', () => {
  const lastSaid = (template: string, name: string) => pathTemplate(template).segments.at(-1)?.read(name);

  it.each([
    // holmes 1.0.2, binary dumps of a pod, and those after a collection, which carry an id.
    ['/p/{pod}/{kind}.{time}.log', 'mem.20260131235958.123.log', { kind: 'mem', time: '20260131235958.123' }],
    [
      '/p/{pod}/{kind}.*.{time}.log',
      'GCHeap.heap-3.20260131235958.000.log',
      { kind: 'GCHeap', time: '20260131235958.000' },
    ],
    // autopprof
    [
      '/p/pprof.{service}.{pod}.{kind}.{time}.pprof',
      'pprof.api.api-7d9f6c5b8-x2k4j.alloc_objects.alloc_space.inuse_objects.inuse_space.2026-01-31T235958.UTC.pprof',
      {
        service: 'api',
        pod: 'api-7d9f6c5b8-x2k4j',
        kind: 'alloc_objects.alloc_space.inuse_objects.inuse_space',
        time: '2026-01-31T235958.UTC',
      },
    ],
    // A pod whose name has digits and dashes, like a time.
    ['/p/{pod}-{time}-heap.pb.gz', 'db-0-1769903998-heap.pb.gz', { pod: 'db-0', time: '1769903998' }],
    [
      '/p/{pod}_{kind}_{time}',
      'a.b_c_heap_2026-01-31_23-59-58',
      { pod: 'a.b_c', kind: 'heap', time: '2026-01-31_23-59-58' },
    ],
  ])('%s reads %s', (template, name, said) => {
    expect(lastSaid(template, name)).toEqual(said);
  });

  it.each([
    ['another kind', '/p/{pod}/{kind}-{time}.pb.gz', 'cpu-1769903998.pb.gz'],
    ['a file that is being written', '/p/{pod}/{kind}-{time}.pb.gz', 'heap-1769903998.pb.gz.tmp'],
    ['no time', '/p/{pod}/{kind}-{time}.pb.gz', 'heap-latest.pb.gz'],
    ['a sign of an expression', '/p/{pod}/heap+{time}.pb.gz', 'heappp1769903998xpb.gz'],
  ])('does not read %s', (_, template, name) => {
    expect(lastSaid(template, name)).toBeUndefined();
  });

  it('says where its folder begins, and the kind that all files have', () => {
    expect(pathTemplate('/var/profiles/prod/{pod}/heap/{time}')).toMatchObject({
      root: '/var/profiles/prod',
      kind: 'heap',
    });
    expect(pathTemplate('/var/goroutines/{pod}.{time}').kind).toBe('goroutine');
    expect(pathTemplate('/var/goroutines/{pod}.{kind}.{time}').kind).toBeUndefined();
  });

  it.each([
    ['s3://bucket/{pod}/heap', 'mount it as a folder'],
    ['profiles/{pod}/heap', 'must begin with /'],
    ['/profiles/../{pod}/heap', 'empty part, . or ..'],
    ['/profiles//{pod}/heap', 'empty part, . or ..'],
    ['/profiles/heap.pb.gz', 'names one file'],
    ['/profiles/{time}/heap', 'whose profiles'],
    ['/profiles/{pod}/{time}', 'what kind'],
    ['/profiles/{pods}/heap', 'has {pods}: write some of {cluster}'],
    ['/profiles/{}/{pod}/heap', 'has {}'],
    ['/profiles/{pod}*{service}*{container}/heap', 'more than 4 parts'],
  ])('%s is refused', (template, why) => {
    expect(() => pathTemplate(template)).toThrow(why);
  });

  it('owns the files below its folder only', () => {
    const template = pathTemplate('/profiles/{pod}/{kind}-{time}');
    expect(fits(template, '/profiles/a/heap-1769903998')).toBe(true);
    expect(fits(template, '/profiles/../heap-1769903998')).toBe(false);
    expect(fits(template, '/other/a/heap-1769903998')).toBe(false);
    expect(fits(template, '/profiles/a/b/heap-1769903998')).toBe(false);
    expect(fits(pathTemplate('/{pod}/heap'), '/a/heap')).toBe(true);
  });
});

test.each([
  ['2026-01-31T23:59:58Z', '2026-01-31T23:59:58.000Z'],
  ['2026-01-31T23:59:58.25+01:00', '2026-01-31T22:59:58.250Z'],
  ['2026-01-31T23-59-58-0330', '2026-02-01T03:29:58.000Z'],
  ['2026-01-31_23-59-58', '2026-01-31T23:59:58.000Z'],
  ['20260131T235958Z', '2026-01-31T23:59:58.000Z'],
  ['20260131-235958', '2026-01-31T23:59:58.000Z'],
  ['20260131235958.007', '2026-01-31T23:59:58.007Z'],
  ['2026-01-31T235958.UTC', '2026-01-31T23:59:58.000Z'],
  ['1769903998', '2026-01-31T23:59:58.000Z'],
  ['1769903998.5', '2026-01-31T23:59:58.500Z'],
  ['1769903998500', '2026-01-31T23:59:58.500Z'],
  ['1769903998500000', '2026-01-31T23:59:58.500Z'],
  ['1769903998500000000', '2026-01-31T23:59:58.500Z'],
])('%s is %s', (text, expected) => {
  const time = timeInName(text);
  expect(time === undefined ? undefined : new Date(time).toISOString()).toBe(expected);
});

test.each(['latest', '20261331235958', '20260231235958', '20260131245958', '17699039'])('%s is no moment', (text) => {
  expect(timeInName(text)).toBeUndefined();
});

test.each([
  ['mem', 'heap'],
  ['GCHeap.heap-3', 'heap'],
  ['inuse_space', 'heap'],
  ['allocs', 'heap'],
  ['goroutine', 'goroutine'],
  ['Goroutines.txt', 'goroutine'],
  ['recording.jfr', 'heap'],
  ['heap-histogram', 'histogram'],
  ['histo', 'histogram'],
  ['cpu', undefined],
  ['members', undefined],
  ['', undefined],
])('%s names the kind %s', (text, kind) => {
  expect(kindInName(text)).toBe(kind);
});
