import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import { goroutineStacks } from '../../src/profile/goroutine-groups.ts';
import { readPprof } from '../../src/profile/import/pprof.ts';
import { readTestimony } from '../../src/profile/import/testimony.ts';
import { goroutineFixture } from '../support/goroutine-fixture.ts';

const NOW = Date.UTC(2026, 10, 26, 12);
const profile = (name: string) => readPprof(goroutineFixture(name));
const served = (name: string, time = NOW) => ({ time, bytes: goroutineFixture(name) });

/** `channel-send abandonedSend 5 → 45, leaked 45, for 4 min`, as the groups of a comparison say it. */
function drawn({ groups }: ReturnType<typeof goroutineStacks>): string[] {
  return groups.map(({ wait, frame, base, current, leaked, since }) =>
    [
      `${wait} ${frame.function.slice(frame.function.lastIndexOf('.') + 1)} ${base} → ${current}`,
      ...(leaked === undefined ? [] : [`leaked ${leaked}`]),
      ...(since === undefined ? [] : [`for ${(NOW - since) / MINUTE} min`]),
    ].join(', '),
  );
}

describe('goroutines that wait in every way', () => {
  const base = profile('waits-base.goroutine.pb.gz');
  const current = profile('waits-current.goroutine.pb.gz');

  it('are grouped by what they wait for and the line of the application', () => {
    expect(drawn(goroutineStacks(base, current)).sort()).toEqual([
      'channel-receive listening 5 → 45',
      'channel-receive timed 5 → 45',
      'channel-send abandonedSend 5 → 45',
      'lock forgottenLock 5 → 45',
      'select abandonedSelect 5 → 45',
      'select retrying 5 → 45',
      'select ticking 5 → 45',
      'sleep napping 5 → 45',
    ]);
  });

  it('carry what the runtime says of them: which it calls leaked, and since when each waits', () => {
    const said = { leaked: served('waits.goroutineleak.pb.gz'), texts: [served('waits.stacks.txt.gz')] };
    const stacks = goroutineStacks(base, current, readTestimony(said));
    expect(drawn(stacks).sort()).toEqual([
      'channel-receive listening 5 → 45, leaked 0, for 4 min',
      'channel-receive timed 5 → 45, leaked 0',
      'channel-send abandonedSend 5 → 45, leaked 45, for 4 min',
      'lock forgottenLock 5 → 45, leaked 44, for 4 min',
      'select abandonedSelect 5 → 45, leaked 45, for 4 min',
      'select retrying 5 → 45, leaked 0',
      'select ticking 5 → 45, leaked 0',
      'sleep napping 5 → 45, leaked 0',
    ]);
    expect(stacks.leaked).toEqual({ time: NOW, total: 134 });
    expect(stacks.shown).toEqual({ time: NOW, total: 363 });
  });

  it('that were found leaked before have their time from the earlier text', () => {
    const texts = [served('waits.stacks.txt.gz', NOW - 30 * MINUTE), served('waits.stacks-after.txt.gz')];
    const groups = drawn(goroutineStacks(base, current, readTestimony({ texts })));
    expect(groups).toContain('channel-send abandonedSend 5 → 45, for 34 min');
    expect(groups).toContain('select ticking 5 → 45');
    expect(drawn(goroutineStacks(base, current, readTestimony({ texts: texts.slice(1) })))).toContain(
      'channel-send abandonedSend 5 → 45',
    );
  });

  it('lose nothing when what the runtime said cannot be read', () => {
    const broken = { time: NOW, bytes: Buffer.from([0x1f, 0x8b, 1, 2, 3]) };
    const stacks = goroutineStacks(base, current, readTestimony({ leaked: broken, texts: [broken] }));
    expect(stacks.leaked).toBeUndefined();
    expect(stacks.shown).toBeUndefined();
    expect(stacks.groups).toHaveLength(8);
  });

  it('come with a comparison of goroutines, and of nothing else', () => {
    const compared = compareProfiles({ time: NOW - MINUTE, profile: base }, { time: NOW, profile: current });
    expect(compared.goroutines?.groups).toHaveLength(8);
    const heap = readPprof(readFileSync(new URL('../fixtures/profiles/churn/heap-base.pb.gz', import.meta.url)));
    expect(compareProfiles({ time: 0, profile: heap }, { time: 1, profile: heap }).goroutines).toBeUndefined();
  });
});

describe('the lab’s leak', () => {
  it('is one group at its send, and the runtime calls every one of it leaked', () => {
    const said = { leaked: served('hedge.goroutineleak.pb.gz'), texts: [served('hedge.stacks.txt.gz', NOW + SECOND)] };
    const [top, ...others] = goroutineStacks(
      profile('hedge-base.goroutine.pb.gz'),
      profile('hedge-current.goroutine.pb.gz'),
      readTestimony(said),
    ).groups;
    expect(top).toMatchObject({ wait: 'channel-send', frame: { line: 45 }, base: 62, current: 1616 });
    // Asked a moment later: by then one more had leaked.
    expect(top?.leaked).toBe(1617);
    expect(top?.frame.file).toBe('/build/markets/internal/hedge/hedge.go');
    expect((NOW + SECOND - (top?.since ?? 0)) / MINUTE).toBe(2);
    for (const { delta } of others) expect(delta).toBeLessThan(20);
  });
});
