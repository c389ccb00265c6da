import { describe, expect, test } from 'vitest';
import { comparisonPair } from '../../src/evidence/comparison-pair.ts';
import type { Snapshot } from '../../src/evidence/ports.ts';
import { MINUTE, SECOND } from '../../src/measurement/duration.ts';
import type { Lifetime, LifetimeEnd } from '../../src/metrics/lifetime.ts';

const END: Readonly<Record<string, LifetimeEnd>> = { x: 'oom-killed', r: 'restarted', '.': 'running' };

/**
 * A pod's history as a drawing, a character a minute: `(` a start, `s` a snapshot, `x` a kill, `r` a restart, `.` at the
 * end for a life that goes on.
 */
function history(drawing: string): { lifetimes: Lifetime[]; snapshots: Snapshot[] } {
  const lifetimes: Lifetime[] = [];
  const snapshots: Snapshot[] = [];
  let from = 0;
  for (const [minute, sign] of [...drawing].entries()) {
    const time = minute * MINUTE;
    if (sign === '(') from = time;
    if (sign === 's') {
      snapshots.push({ source: 'test', id: String(minute), kind: 'heap', instance: 'x2x', time, processStart: from });
    }
    const end = END[sign];
    if (end !== undefined) lifetimes.push({ from, to: time, end });
  }
  return { lifetimes, snapshots };
}

test.each<[string, string, string | undefined]>([
  ['the last before the kill, the first after the warm-up', '(s--s---------------sx', '4–20'],
  ['a killed life before the one that runs', '(--s------sx(--s------s.', '3–10'],
  ['the latest of several killed lives', '(--s------sx(--s------sx', '15–22'],
  ['an early one where all others are from the end', '(s----------------ssx', '1–19'],
  ['the life that runs where no killed one was watched', '(----------x(--s------s.', '15–22'],
  ['not across two lives', '(s---------x(---------s.', undefined],
  ['not one alone', '(-----s----x', undefined],
])('%s: %s', (_, drawing, pair) => {
  const { lifetimes, snapshots } = history(drawing);
  const found = comparisonPair(lifetimes, snapshots);
  expect(found && `${found.base.id}–${found.current.id}`).toBe(pair);
});

test('never across a restart: what was taken a moment before it belongs to the process that ended', () => {
  const restart = 10 * MINUTE;
  const taken = (minute: number, processStart: number): Snapshot => {
    return { source: 'test', id: String(minute), kind: 'heap', instance: 'x2x', time: minute * MINUTE, processStart };
  };
  const lifetimes: Lifetime[] = [
    { from: 0, to: restart, end: 'oom-killed' },
    { from: restart, to: 20 * MINUTE, end: 'oom-killed', startSeen: true },
  ];
  const found = comparisonPair(lifetimes, [taken(5, 0), taken(9.9, 0), taken(18, restart)]);
  expect(found && `${found.base.id}–${found.current.id}`).toBe('5–9.9');
});

describe('of lives that are shorter than what starts differ by', () => {
  // Seconds; the process of each life starts a second after its container, is first scraped two seconds later, and sampled each second.
  const livesOf = (ages: readonly number[], { unseen = false } = {}) => {
    const lifetimes: Lifetime[] = [];
    const snapshots: Snapshot[] = [];
    let began = 0;
    for (const [life, lasted] of ages.entries()) {
      const [startedAt, from, to] = [began, began + 3, began + lasted].map((second) => second * SECOND) as [
        number,
        number,
        number,
      ];
      const running = life === ages.length - 1;
      const known = unseen && life === 0 ? {} : { startedAt, startSeen: true };
      lifetimes.push({ from, to, end: running ? 'running' : 'oom-killed', ...known });
      for (let age = 2; age <= lasted; age += 1)
        snapshots.push({
          source: 'test',
          id: `${life}:${age}`,
          kind: 'heap',
          instance: 'x2x',
          time: (began + age) * SECOND,
          processStart: (began + 1) * SECOND,
        });
      began += lasted + 1;
    }
    return { lifetimes, snapshots };
  };

  test.each([
    [[29, 28, 6], '1'],
    [[31, 30, 2], '1'],
    [[12, 14, 11, 9], '2'],
    [[60, 20, 20, 25], '2'],
  ])('of %j seconds both are of one process', (ages, life) => {
    for (const unseen of [false, true]) {
      const { lifetimes, snapshots } = livesOf(ages, { unseen });
      const { base, current } = comparisonPair(lifetimes, snapshots) ?? {};
      expect([base?.id.split(':')[0], current?.id.split(':')[0]]).toEqual([life, life]);
      // The last before the kill.
      expect(current?.id.split(':')[1]).toBe(String(ages[Number(life)]));
    }
  });
});

describe('without a process start, as profile servers have it,', () => {
  const killed: readonly Lifetime[] = [
    { from: 0, to: 10 * MINUTE, end: 'oom-killed' },
    { from: 10.4 * MINUTE, to: 20 * MINUTE, end: 'running', startSeen: true },
  ];
  const taken = (minute: number, total?: number): Snapshot => {
    return { source: 'test', id: String(minute), kind: 'heap', instance: 'x2x', time: minute * MINUTE, total };
  };
  const pairOf = (snapshots: readonly Snapshot[]) => {
    const found = comparisonPair(killed, snapshots);
    return found && `${found.base.id}–${found.current.id}`;
  };

  test.each<[string, readonly Snapshot[], string]>([
    [
      'between two lives the earlier one goes on as long as sizes agree',
      [taken(2, 10), taken(9, 80), taken(10.2, 90)],
      '2–10.2',
    ],
    ['a fall between two lives is the new process', [taken(2, 10), taken(9, 80), taken(10.2, 5)], '2–9'],
    ['of no known size it is of neither', [taken(2), taken(9), taken(10.2)], '2–9'],
    ['a moment before the later life is not its base', [taken(10.3, 90), taken(11.5, 5), taken(19, 60)], '11.5–19'],
  ])('%s', (_, snapshots, pair) => expect(pairOf(snapshots)).toBe(pair));
});

test('two snapshots of one source are a pair before two of different ones', () => {
  const taken = (minute: number, source: string): Snapshot => {
    return { source, id: String(minute), kind: 'heap', instance: 'x2x', time: minute * MINUTE };
  };
  const life: Lifetime = { from: 0, to: 20 * MINUTE, end: 'oom-killed' };
  const found = comparisonPair([life], [taken(3, 'a'), taken(5, 'b'), taken(19, 'a'), taken(19.5, 'b')]);
  expect(found && `${found.base.id}–${found.current.id}`).toBe('5–19.5');
});
