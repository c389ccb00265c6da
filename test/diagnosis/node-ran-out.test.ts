import { describe, expect, test } from 'vitest';
import { levelCause } from '../../src/diagnosis/level-cause.ts';
import { nodeAtKillLines } from '../../src/diagnosis/node-ran-out.ts';
import { stillSureAtMost } from '../../src/diagnosis/still-cause.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import type { NodeAtKill } from '../../src/metrics/node-at-kill.ts';
import { aRun } from '../attribution/a-run.ts';
import { aPod, minute } from '../support/a-pod.ts';

const samples = (law: (at: number) => number) => Array.from({ length: 101 }, (_, i) => law(i)).join(' ');
const level = samples((at) => 400 + (at % 3));

interface Told {
  readonly nodeAtKills?: readonly NodeAtKill[];
  readonly level?: number;
  /** Of the pod that lives on. */
  readonly sibling?: string;
}

/** One kill of a container of 1,000 MiB at a level. */
function killedOnce({ nodeAtKills, level: bytes = 400, sibling }: Told) {
  const pod = {
    ...aPod('api-1', { rss: samples((at) => bytes + (at % 3)), limit: 1000 }),
    lifetimes: [{ from: minute(0), to: minute(100), end: 'oom-killed' as const, startSeen: true }],
    restarts: 1,
    kills: [minute(100)],
    nodeAtKills,
  };
  const pods = [pod, ...(sibling === undefined ? [] : [aPod('api-2', { rss: sibling, limit: 1000 })])];
  const run = aRun({ limit: 1000, end: 'oom-killed', bytes: { rss: bytes, 'working-set': bytes + 10 } });
  const runs = { pod: 'api-1', runs: [run], cpus: 1, restarts: 1 };
  const range = { from: minute(0), to: minute(101) };
  const observation = { range, step: MINUTE, pods, chosen: 'api-1', measured: {}, deploys: [], runs };
  return { cause: levelCause(observation, pod), sure: stillSureAtMost(observation, pod, 'restarts-not-memory') };
}

const node: NodeAtKill = {
  kill: minute(100),
  node: 'n-1',
  available: 90 * MiB,
  total: 8000 * MiB,
  oomKills: 1,
  pressure: undefined,
  largest: { namespace: 'batch', pod: 'import-x', container: 'import', bytes: 6000 * MiB },
};

describe('the first kill of a container far below its limit', () => {
  test('is its node’s where that ran out', () => {
    for (const bytes of [400, 800]) {
      const { cause, sure } = killedOnce({ nodeAtKills: [node], level: bytes });
      expect(cause?.kind).toBe('restarts-not-memory');
      expect(cause?.said).toMatch(/when its node ran out of memory\.$/);
      expect(sure).toBeGreaterThanOrEqual(0.8);
    }
    const pressed = { ...node, available: undefined, total: undefined, pressure: true };
    expect(killedOnce({ nodeAtKills: [pressed] }).cause?.kind).toBe('restarts-not-memory');
  });

  test('is hardly its node’s where that had room', () => {
    expect(killedOnce({ nodeAtKills: [{ ...node, available: 5000 * MiB }], sibling: level }).cause).toBeUndefined();
  });

  test('is open where nothing of the service ever rose so fast and another pod lives on', () => {
    const { cause, sure } = killedOnce({ sibling: level });
    expect(cause?.kind).toBe('restarts-not-memory');
    expect(cause?.said).toMatch(/or a burst fell between samples \(599 MiB within 60 s, .* more than 1 MiB\)\.$/);
    expect(sure).toBeLessThan(0.65);
  });

  test('may be a burst where a sample of another pod rose like that, or there is no other', () => {
    expect(killedOnce({ sibling: samples((at) => (at === 50 ? 700 : 400)) }).cause).toBeUndefined();
    expect(killedOnce({}).cause).toBeUndefined();
  });
});

test('the figures of the node and its largest tenant are evidence', () => {
  const pod = { ...aPod('api-1', { rss: level }), nodeAtKills: [node] };
  expect(nodeAtKillLines(pod)).toEqual([
    'At 22 Nov 11:40 UTC its node n-1 had 90 MiB of 7.81 GiB available (node_memory_MemAvailable_bytes); its kernel counted 1 kill (node_vmstat_oom_kill).',
    'Most of it had import of namespace batch: 5.86 GiB (pod import-x). Give it a limit, or a node of its own.',
  ]);
  const [roomy, ...none] = nodeAtKillLines({ ...pod, nodeAtKills: [{ ...node, available: 4000 * MiB, oomKills: 0 }] });
  expect(roomy).toMatch(/the kill was hardly for the sake of the node\.$/);
  expect(none).toEqual([]);
  expect(nodeAtKillLines(aPod('api-1', { rss: level }))).toEqual([]);
});
