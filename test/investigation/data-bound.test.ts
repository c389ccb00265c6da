import { describe, expect, test } from 'vitest';
import { type Law, modelledSeries, modelledStage } from '../support/modelled.ts';
import { player } from '../support/played-out.ts';

/** Samples of the three hours that are looked at; the limit is 512 MiB. */
const SAMPLES = 360;
const climb =
  (from: number, to: number): Law =>
  (_, n) =>
    from + (to - from) * Math.min(1, n / SAMPLES);
const level =
  (value: number): Law =>
  () =>
    value;

interface Drawn {
  readonly max?: number;
  readonly policy?: string | undefined;
  /** By which name the bound is served. */
  readonly bound?: string;
  readonly from?: number;
  readonly to?: number;
  readonly beside?: number;
}

const { play } = player();
const comparer = { compare: () => Promise.reject(new Error('nothing to compare')) };

async function played({ max, policy, bound = 'redis_memory_max_bytes', from = 60, to = 260, beside = 30 }: Drawn) {
  const used = climb(from, to);
  const rss: Law = (age, n) => used(age, n) + beside;
  const series = modelledSeries({
    rss,
    killed: false,
    own: {
      redis_memory_used_bytes: used,
      redis_memory_used_rss_bytes: rss,
      redis_allocator_resident_bytes: (age, n) => used(age, n) + beside / 2,
      ...(max === undefined ? {} : { [bound]: level(bound.endsWith('_bytes') ? max : max * 2 ** 20) }),
      ...(policy === undefined ? {} : { [`redis_instance_info{maxmemory_policy=${policy}}`]: level(1) }),
    },
  });
  const { conclusion, investigation } = await play(modelledStage(series, comparer));
  const { finding } = conclusion;
  const said = [finding.title, ...finding.evidence, ...finding.advice].join('\n');
  return { finding, said, memory: JSON.stringify(investigation.steps) };
}

describe('a Redis whose data grows', () => {
  test.each([
    ['maxmemory of 380 MiB', { max: 380, policy: 'allkeys-lru' }],
    ['maxmemory of 400 MiB with allkeys-random', { max: 400, policy: 'allkeys-random' }],
    [
      'a maxmemory that is only served as its setting',
      { max: 380, policy: 'allkeys-lfu', bound: 'redis_config_maxmemory' },
    ],
  ] as const)('towards %s, and evicts there, is a cache that fills', async (_, drawn) => {
    const { finding, said, memory } = await played(drawn);
    expect(finding.kind).toBe('warm-up');
    expect(finding.title).toMatch(
      /^Probably no leak: what Redis has allocated fills the bound that is set for it \(maxmemory, (38|40)\d MiB\)/,
    );
    expect(finding.confidence).toBeLessThan(0.8);
    expect(said).not.toMatch(/set maxmemory|raise the limit/);
    expect(said).toMatch(/full at about .* UTC/);
    expect(said).toContain('fits into the limit');
    expect(memory).toMatch(/No kill is predicted: what Redis has allocated reaches/);
  });

  test.each([
    ['noeviction', 'noeviction'],
    ['volatile-lru', 'volatile-lru'],
    ['a policy that no metric shows', undefined],
  ] as const)('towards maxmemory with %s may leak', async (_, policy) => {
    const { finding, said, memory } = await played({ max: 380, policy });
    expect(finding.kind).toBe('heap-leak');
    expect(finding.title).toMatch(/^Heap growth: a leak, or data that fills its bound/);
    expect(finding.confidence).toBeLessThan(0.8);
    expect(said).not.toMatch(/set maxmemory to|raise the limit/);
    expect(said).toContain('CONFIG GET maxmemory-policy');
    expect(memory).toContain('No kill is predicted');
  });

  test.each([
    ['with allkeys-lru', 'allkeys-lru', 'limit-too-small'],
    ['with noeviction', 'noeviction', 'heap-leak'],
  ] as const)(
    'towards a maxmemory that does not fit into the limit (%s) is to be bounded lower',
    async (_, policy, kind) => {
      const { finding, said, memory } = await played({ max: 600, policy });
      expect(finding.kind).toBe(kind);
      expect(finding.confidence).toBeLessThan(0.8);
      expect(finding.advice[0]).toMatch(/lower maxmemory from 60\d MiB to 384 MiB/);
      expect(said).toContain('does not fit into the limit');
      expect(memory).not.toContain('No kill is predicted');
    },
  );

  test('towards a maxmemory that just fits is a cache, and is to be bounded lower', async () => {
    const { finding, said } = await played({ max: 470, policy: 'allkeys-lru', beside: 12 });
    expect(finding.kind).toBe('warm-up');
    expect(said).toMatch(/lower maxmemory from 47\d MiB to 384 MiB/);
  });

  test('and was killed within a maxmemory that fits has too small a limit for what it takes beside its data', async () => {
    const used: Law = (age) => Math.min(380, 200 + 220 * age);
    const rss: Law = (age, n) => used(age, n) + 30;
    const own = {
      redis_memory_used_bytes: used,
      redis_memory_used_rss_bytes: rss,
      redis_memory_max_bytes: level(384),
      'redis_instance_info{maxmemory_policy=allkeys-lru}': level(1),
    };
    const { conclusion } = await play(modelledStage(modelledSeries({ rss, killed: true, own }), comparer));
    const { finding } = conclusion;
    expect(finding.kind).toBe('limit-too-small');
    expect(finding.evidence.join(' ')).toContain('It was killed all the same');
    expect(finding.advice.join(' ')).not.toMatch(/set maxmemory to/);
    expect(finding.confidence).toBeLessThan(0.8);
  });

  test.each([
    ['has none', {}],
    ['has none set', { max: 0, policy: 'allkeys-lru' }],
  ] as const)('and %s leaks', async (_, drawn) => {
    const { finding, said } = await played(drawn);
    expect(finding.kind).toBe('heap-leak');
    expect(finding.title).toMatch(/^Heap leak/);
    expect(said).toContain('set maxmemory to three quarters of the limit');
  });
});

test('a Redis that stands at its maxmemory and is killed is said to be full, and that evicting goes on', async () => {
  const rss: Law = (age) => 415 + (age > 0.985 ? 90 : 0);
  const own = {
    redis_memory_used_bytes: level(384),
    redis_memory_used_rss_bytes: level(415),
    redis_memory_max_bytes: level(386),
    'redis_instance_info{maxmemory_policy=allkeys-lfu}': level(1),
  };
  const { conclusion } = await play(modelledStage(modelledSeries({ rss, killed: true, own }), comparer));
  const { finding } = conclusion;
  expect(finding.kind).toBe('limit-too-small');
  expect(finding.evidence.join(' ')).toMatch(
    /may take 38\d MiB \(maxmemory\).* is at 38\d MiB: from there on Redis evicts/,
  );
});
