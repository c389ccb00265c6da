import type { Random } from '../score/random.ts';
import type { WorldPlan } from './cluster/plan.ts';
import type { Cause } from './holding.ts';
import type { Seconds } from './law.ts';
import type { World } from './simulate.ts';

/** Kinds of findings by their ids; some do not exist in the product yet. */
export type Kind = string;

/** What is right in a world (from a time on), written down before anything is judged. */
export interface Truth {
  readonly from?: Seconds | undefined;
  /** The main cause: the first is the plainest name for it, the others say the same. */
  readonly main: readonly Kind[];
  /** Not what is asked for, and not wrong either. */
  readonly also?: readonly Kind[] | undefined;
  /** Not wrong as long as nothing was killed. */
  readonly alsoBeforeKill?: readonly Kind[] | undefined;
  /** Whose bytes the finding speaks of; absent where nothing grows. */
  readonly cause?: Cause | undefined;
  /**
   * Whether the data suffice at a moment. By default: where a cause is named, what `gate.ts` says of the runs; else two
   * hours after the world began.
   */
  readonly decidable?: ((at: Seconds, world: World) => boolean) | undefined;
}

export interface WorldCase {
  readonly plan: WorldPlan;
  readonly target: { readonly workload: string; readonly container: string };
  /** Whether only the workload is named, by person and alert: that the target's container is the one to look at shows itself. */
  readonly workloadOnly?: boolean | undefined;
  /** By time: the last that has begun holds. */
  readonly truths: readonly [Truth, ...Truth[]];
  /** Instead of those that follow from the kills. */
  readonly moments?: readonly Seconds[] | undefined;
  /** What rings: an alert about the pod where it was killed or restarted lately, else someone who names the service. */
  readonly alertname?: string | undefined;
}

export interface Family {
  readonly name: string;
  /** What happens in it, in a sentence. */
  readonly about: string;
  build(random: Random): WorldCase;
}

export function truthAt({ truths }: WorldCase, at: Seconds): Truth {
  return truths.findLast(({ from }) => from === undefined || at >= from) ?? truths[0];
}
