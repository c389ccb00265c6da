import type { Run } from '../cluster/container-state.ts';
import type { WorldCase } from '../family.ts';
import type { Cause } from '../holding.ts';
import { DAY_S, type Seconds } from '../law.ts';
import type { World } from '../simulate.ts';
import { type RunTruth, runTruth, toleranceOf } from './run-truth.ts';

/** What the data show of a target at a moment, by the truth. */
export interface Gate {
  readonly passes: boolean;
  /** The cause's true shares in the runs that pass, lowest and highest; absent where none passes. */
  readonly shares?: readonly [number, number] | undefined;
}

const LEAST_SAMPLES = 12;
const LEAST_COLLECTIONS = 3;
/** Runs that pass together. */
const POOLED = 3;
const COLLECTED: ReadonlySet<Cause> = new Set<Cause>(['heap-leak', 'handle-leak', 'goroutine-leak']);

/** Runs of the target that a window of a day before the moment holds from their start. */
export function targetRuns({ target }: Pick<WorldCase, 'target'>, world: World, at: Seconds): readonly Run[] {
  return world.runs.filter(
    (run) =>
      run.workload === target.workload &&
      run.container === target.container &&
      run.started <= at &&
      run.started >= at - DAY_S,
  );
}

/**
 * The gate of a confident answer, by the truth: growth of a tenth of the limit (a fifth of the base without one) and of
 * four tolerances, twelve samples, three collections where a heap is judged, one leader at 60, 80 and 100 % of the run;
 * or three runs of one revision and limit that lack only samples, with the same leader.
 */
export function gateFor(world: World, runs: readonly Run[], at: Seconds, cause: Cause): Gate {
  const seen = runs.flatMap((run) => {
    const truth = runTruth(run, at);
    return truth === undefined || !grew(truth, world.plan.monitoring.nodeCpus) || truth.leader !== cause
      ? []
      : [{ run, truth }];
  });
  const alone = seen.filter(({ run, truth }) => enough(truth, cause) && steady(run, at, cause));
  const pools = [...Map.groupBy(seen, ({ run, truth }) => `${run.revision} ${truth.limit}`).values()];
  const pooled = pools.filter(
    (own) => own.length >= POOLED && own.reduce((total, { truth }) => total + truth.samples, 0) >= LEAST_SAMPLES,
  );
  const passing = [...alone, ...pooled.flat()];
  if (passing.length === 0) return { passes: false };
  const shares = passing.map(({ truth }) => (truth.growth.get(cause) ?? 0) / truth.of);
  return { passes: true, shares: [Math.min(...shares), Math.max(...shares)] };
}

function grew({ of, limit, base }: RunTruth, nodeCpus: number): boolean {
  return of >= (limit > 0 ? 0.1 * limit : 0.2 * base) && of >= 4 * toleranceOf(limit, nodeCpus);
}

function enough({ samples, collectionsSince }: RunTruth, cause: Cause): boolean {
  return samples >= LEAST_SAMPLES && (!COLLECTED.has(cause) || collectionsSince >= LEAST_COLLECTIONS);
}

function steady(run: Run, at: Seconds, cause: Cause): boolean {
  return [0.6, 0.8].every((share) => runTruth(run, at, share)?.leader === cause);
}
