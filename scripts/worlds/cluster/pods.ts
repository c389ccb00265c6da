import type { Random } from '../../score/random.ts';
import type { Seconds } from '../law.ts';
import { hexId, suffix, templateHash } from './names.ts';
import type { WorkloadPlan, WorldPlan } from './plan.ts';

/** One pod from its creation to its end. */
export interface PodPlan {
  readonly workload: WorkloadPlan;
  readonly name: string;
  readonly uid: string;
  readonly from: Seconds;
  readonly to: Seconds;
  readonly revision: string;
  readonly ordinal: number;
  /** Of Deployments: the ReplicaSet, and when it was made. */
  readonly replicaSet?: { readonly name: string; readonly created: Seconds } | undefined;
}

/** A rollout replaces one pod after another. */
const BETWEEN_PODS: Seconds = 25;

/** Every pod that a workload has from the world's beginning to its end. */
export function podsOf(workload: WorkloadPlan, world: WorldPlan, random: Random): readonly PodPlan[] {
  const generations = [
    ...workload.revisions.map(({ from, name }) => ({ at: Math.max(from, world.start), revision: name })),
    ...(workload.rollingRestarts ?? []).map((at) => ({
      at,
      revision: workload.revisions.findLast(({ from }) => from <= at)?.name ?? '',
    })),
  ].sort((a, b) => a.at - b.at);
  return generations.flatMap(({ at, revision }, generation) => {
    const next = generations[generation + 1]?.at ?? world.end;
    const hash = templateHash(random);
    return Array.from({ length: workload.replicas }, (_, ordinal): PodPlan => {
      const delay = generation === 0 ? random.between(0, 5) : ordinal * BETWEEN_PODS + random.between(1, 8);
      const following = next === world.end ? world.end : next + ordinal * BETWEEN_PODS + 10;
      const common = { workload, uid: hexId(random, 32), from: at + delay, to: following, revision, ordinal };
      const made = nameOf(workload, { hash, ordinal }, random);
      // A StatefulSet waits until the old pod of that name is gone.
      const waits = workload.kind === 'StatefulSet' && generation > 0 ? 12 : 0;
      return { ...common, from: common.from + waits, ...made(at) };
    });
  });
}

type Made = Pick<PodPlan, 'name' | 'replicaSet'>;

function nameOf(
  { name, kind }: WorkloadPlan,
  { hash, ordinal }: { readonly hash: string; readonly ordinal: number },
  random: Random,
): (created: Seconds) => Made {
  if (kind === 'StatefulSet') return () => ({ name: `${name}-${ordinal}` });
  const ending = suffix(random);
  if (kind === 'DaemonSet') return () => ({ name: `${name}-${ending}` });
  return (created) => ({ name: `${name}-${hash}-${ending}`, replicaSet: { name: `${name}-${hash}`, created } });
}
