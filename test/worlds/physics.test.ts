import { describe, expect, it } from 'vitest';
import { familiesNamed, gateAt, worldOf } from '../../scripts/score/worlds.ts';
import { bytesOf } from '../../scripts/worlds/holding.ts';
import { targetRuns } from '../../scripts/worlds/truth/gate.ts';
import { runTruth } from '../../scripts/worlds/truth/run-truth.ts';

const MiB = 2 ** 20;

/** One of each program, and of each way to be charged, killed or started again. */
const SAMPLED = [
  'go-heap-leak-short-runs',
  'go-goroutines-with-tickers',
  'go-gogc-high',
  'jvm-class-loaders',
  'node-timers',
  'python-traced-leak',
  'bare-swap',
  'tmpfs-volume',
  'kernel-memory-v2',
  'children-killed',
  'name-prefix',
  'limit-resized-in-place',
  'heap-leak-fixed',
  'startup-oom',
  'restarts-not-memory',
].flatMap((name) => familiesNamed(name).slice(0, 1));

describe.each(SAMPLED.map((family) => [family.name, family] as const))('the world %s', (_name, family) => {
  const { worldCase, world, moments } = worldOf(family, 7);

  it('charges what its parts add up to, and never more than the limit', () => {
    for (const { holdings, usage, workingSet, swap, limit } of world.runs.flatMap((run) => run.samples)) {
      const charged = bytesOf(holdings, ({ part }) => part !== 'swap');
      const inactive = bytesOf(holdings, ({ part }) => part === 'inactive file');
      expect(Math.abs(charged - usage)).toBeLessThan(1024);
      expect(Math.abs(charged - inactive - workingSet)).toBeLessThan(1024);
      expect(Math.abs(bytesOf(holdings, ({ part }) => part === 'swap') - swap)).toBeLessThan(1024);
      expect(holdings.every(({ bytes }) => bytes >= 0)).toBe(true);
      if (limit > 0) expect(usage).toBeLessThanOrEqual(limit);
    }
  });

  it('kills what asks for more than the limit leaves, and nothing else', () => {
    for (const { reason, full } of world.runs.flatMap(({ ended }) => ended ?? [])) {
      expect(full !== undefined).toBe(reason === 'OOMKilled');
      if (full !== undefined) expect(full.wanted + MiB).toBeGreaterThan(full.bound);
    }
  });

  it('is asked about at five moments, at one of which the data suffice', () => {
    expect(moments).toHaveLength(5);
    expect(moments.every((at) => at > world.plan.start && at <= world.plan.end)).toBe(true);
    expect(moments.some((at) => gateAt(worldCase, world, at).passes)).toBe(true);
  });
});

describe.each(['go-heap-leak', 'go-cgo-beside-cache', 'go-few-goroutines-beside-heap', 'node-buffers', 'jvm-threads'])(
  'the truth of %s',
  (name) => {
    it('is what most of the bytes of its longest run say', () => {
      const [family] = familiesNamed(name);
      if (family === undefined) throw new Error(`no family ${name}`);
      const { worldCase, world } = worldOf(family, 3);
      const { end } = world.plan;
      const [longest] = [...targetRuns(worldCase, world, end)].sort((a, b) => b.samples.length - a.samples.length);
      const truth = longest && runTruth(longest, end);
      const { cause } = worldCase.truths[0];
      expect(truth?.leader).toBe(cause);
      expect((truth?.growth.get(cause ?? 'base') ?? 0) / (truth?.of ?? 1)).toBeGreaterThan(0.5);
    });
  },
);
