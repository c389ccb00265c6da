import { describe, expect, it } from 'vitest';
import { charge } from '../../scripts/worlds/cluster/kernel.ts';
import type { Demand } from '../../scripts/worlds/programs/program.ts';

const MiB = 2 ** 20;

function demand(anonymous: number, files: { active?: number; inactive?: number } = {}, shared = 0): Demand {
  return {
    holdings: [
      { part: 'native', cause: 'base', bytes: 20 * MiB },
      { part: 'native', cause: 'native-growth', bytes: (anonymous - 20) * MiB },
      { part: 'shared', cause: 'shared-memory', bytes: shared * MiB },
    ],
    activeFile: (files.active ?? 0) * MiB,
    inactiveFile: (files.inactive ?? 0) * MiB,
    threads: 1,
    processes: 1,
    sockets: 0,
  };
}

describe('what a cgroup is charged', () => {
  it('is everything, and the working set is that without inactive file pages', () => {
    const charged = charge(demand(60, { active: 10, inactive: 30 }, 5), 200 * MiB, 0);
    expect(charged?.usage).toBe(105 * MiB);
    expect(charged?.workingSet).toBe(75 * MiB);
  });

  it('loses inactive file pages first, then active ones', () => {
    const charged = charge(demand(80, { active: 15, inactive: 30 }), 100 * MiB, 0);
    expect(charged).toMatchObject({ activeFile: 15 * MiB, inactiveFile: 5 * MiB });
    expect(charge(demand(90, { active: 15, inactive: 30 }), 100 * MiB, 0)).toMatchObject({
      activeFile: 10 * MiB,
      inactiveFile: 0,
    });
  });

  it('is too much when anonymous and shared memory do not fit', () => {
    expect(charge(demand(60, { inactive: 30 }, 50), 100 * MiB, 0)).toBeUndefined();
  });

  it('goes to swap as far as that is allowed, the leak before what works', () => {
    const charged = charge(demand(130), 100 * MiB, 64 * MiB);
    expect(charged?.swap).toBe(30.5 * MiB);
    expect(charged?.holdings.find(({ part }) => part === 'swap')?.cause).toBe('native-growth');
    expect(charge(demand(170), 100 * MiB, 64 * MiB)).toBeUndefined();
  });
});
