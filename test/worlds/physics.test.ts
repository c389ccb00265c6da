import { describe, expect, it } from 'vitest';
import { worldOf } from '../../scripts/score/worlds.ts';
import { FAMILIES } from '../../scripts/worlds/families/families.ts';
import { bytesOf } from '../../scripts/worlds/holding.ts';

const MiB = 2 ** 20;

describe.each(FAMILIES.map((family) => [family.name, family] as const))('the world %s', (_name, family) => {
  const { worldCase, world, moments } = worldOf(family, 7);
  const { end } = world.plan;

  it('charges what its parts add up to, and never more than the limit', () => {
    const samples = world.runs.flatMap((run) => run.samples);
    expect(samples.length).toBeGreaterThan(100);
    for (const { holdings, usage, workingSet, swap, limit } of samples) {
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
    const ends = world.runs.flatMap(({ ended }) => ended ?? []);
    for (const { reason, full } of ends) {
      expect(full !== undefined).toBe(reason === 'OOMKilled');
      if (full !== undefined) expect(full.wanted + MiB).toBeGreaterThan(full.bound);
    }
  });

  it('is asked about at five moments that lie in it', () => {
    expect(moments).toHaveLength(5);
    expect(moments.every((at) => at > world.plan.start && at <= end)).toBe(true);
    expect(worldCase.truths.length).toBeGreaterThan(0);
  });
});
