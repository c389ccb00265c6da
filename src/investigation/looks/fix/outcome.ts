import type { Growth } from '../../../diagnosis/growth.ts';
import type { Instant } from '../../../foundation/clock.ts';
import { DAY, HOUR, MINUTE, type Milliseconds } from '../../../measurement/duration.ts';
import type { Deploy } from '../../../metrics/deploys.ts';
import type { Baseline, FixOutcome } from '../../state/fix.ts';

/** New processes are watched for as long as the leak took to show, but at least and at most so long. */
const LEAST_WATCHED: Milliseconds = 30 * MINUTE;
const MOST_WATCHED: Milliseconds = 6 * HOUR;
/** What is not settled so long after a deploy is said to be open. */
const PATIENCE: Milliseconds = DAY;
/** With less of its old traffic than this a leak may hide. */
const ENOUGH_TRAFFIC = 0.5;
/** Level means something only when the old growth would have added this share of the level meanwhile. */
const WOULD_SHOW = 0.05;

/** The deploy to look at: the latest one after the report, unless it brought back the revision that leaked. */
export function deployToCheck(
  deploys: readonly Deploy[],
  { revision }: Baseline,
  concludedAt: Instant,
): Deploy | undefined {
  const latest = deploys.at(-1);
  return latest !== undefined && latest.time > concludedAt && latest.revision !== revision ? latest : undefined;
}

/** When the processes of a deploy have run long enough to be judged. */
export function judgedFrom({ time }: Deploy, { shownIn }: Baseline): Instant {
  return time + Math.min(MOST_WATCHED, Math.max(LEAST_WATCHED, shownIn));
}

/** What was seen of the worst pod that runs what a deploy brought. */
export interface AfterDeploy {
  readonly deploy: Deploy;
  readonly now: Instant;
  /** Undefined when the quantity or the pod was not to be seen. */
  readonly growth: Growth | undefined;
  readonly requestsPerHour?: number | undefined;
}

/** Whether the leak is gone; undefined while it is too early to say. */
export function outcomeAfter(baseline: Baseline, seen: AfterDeploy): FixOutcome | undefined {
  const { deploy, now, growth } = seen;
  if (now < judgedFrom(deploy, baseline)) return undefined;
  const traffic = shareOf(seen.requestsPerHour, baseline.requestsPerHour);
  const span = now - deploy.time;
  const outcome = { quantity: baseline.quantity, deploy, span, before: baseline.perHour, traffic } as const;
  if (growth?.answer === 'yes') return { ...outcome, kind: 'not-fixed', after: growth.perHour };
  const why = doubt(baseline, growth, { traffic, span });
  if (why === undefined) return { ...outcome, kind: 'fixed' };
  return span >= PATIENCE ? { ...outcome, kind: 'unsettled', why } : undefined;
}

/** What keeps a level line from being proof. */
function doubt(
  baseline: Baseline,
  growth: Growth | undefined,
  { traffic, span }: { readonly traffic: number | undefined; readonly span: Milliseconds },
): string | undefined {
  if (growth === undefined) return 'no metric of its pods was found';
  if (growth.answer === 'unclear') return 'its samples do not settle it';
  if (traffic !== undefined && traffic < ENOUGH_TRAFFIC)
    return 'it has too little of the traffic under which it leaked';
  const level = growth.stretch?.highest ?? 0;
  const expected = (baseline.perHour * span) / HOUR;
  return expected < WOULD_SHOW * level ? 'so slow a growth would not show yet' : undefined;
}

function shareOf(now: number | undefined, before: number | undefined): number | undefined {
  return now === undefined || before === undefined || before <= 0 ? undefined : now / before;
}
