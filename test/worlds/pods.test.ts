import { describe, expect, it } from 'vitest';
import { randomOf } from '../../scripts/score/random.ts';
import { afterEnd, type ContainerState } from '../../scripts/worlds/cluster/container-state.ts';
import type { WorkloadPlan, WorldPlan } from '../../scripts/worlds/cluster/plan.ts';
import { podsOf } from '../../scripts/worlds/cluster/pods.ts';

const world = { start: 0, end: 10_000 } as WorldPlan;

function names(kind: WorkloadPlan['kind']): readonly string[] {
  const workload: WorkloadPlan = {
    name: 'api',
    kind,
    replicas: 2,
    revisions: [
      { from: 0, name: 'a' },
      { from: 5000, name: 'b' },
    ],
    containers: [],
  };
  return podsOf(workload, world, randomOf(4)).map(({ name }) => name);
}

describe('pods', () => {
  it('are called as their owners call them', () => {
    for (const name of names('Deployment'))
      expect(name).toMatch(/^api-[4-9bcdf]{9,10}-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    for (const name of names('DaemonSet')) expect(name).toMatch(/^api-[bcdfghjklmnpqrstvwxz2456789]{5}$/);
    expect(names('StatefulSet')).toEqual(['api-0', 'api-1', 'api-0', 'api-1']);
  });

  it('have new names and ReplicaSets after a rollout', () => {
    const [first = '', , third = ''] = names('Deployment');
    expect(third.split('-')[1]).not.toBe(first.split('-')[1]);
  });
});

describe('the kubelet', () => {
  it('waits 0, 10, 20, 40 … 300 s before it starts a container that keeps ending', () => {
    const state = { backOff: 0 } as ContainerState;
    const waits = Array.from({ length: 8 }, () => {
      afterEnd(state, { at: 1000, started: 990, reason: 'OOMKilled', code: 137 });
      return state.startsAt - 1002;
    });
    expect(waits).toEqual([0, 10, 20, 40, 80, 160, 300, 300]);
    afterEnd(state, { at: 2000, started: 1000, reason: 'OOMKilled', code: 137 });
    expect(state.startsAt).toBe(2002);
  });
});
