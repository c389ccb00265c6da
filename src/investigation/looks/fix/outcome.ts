import type { Growth } from '../../../diagnosis/growth.ts';
import type { Instant } from '../../../foundation/clock.ts';
import { DAY, HOUR, MINUTE, type Milliseconds } from '../../../measurement/duration.ts';
import type { Deploy } from '../../../metrics/deploys.ts';
import type { Baseline, FixOutcome } from '../../state/fix.ts';

/** When a fix can be judged. Set by hand. */
const WATCH = {
  /** A span. New processes are watched for as long as the leak took to show, but at least so long. */
  least: 30 * MINUTE,
  /** A span. No new process is watched for longer, however long the leak took to show. */
  most: 6 * HOUR,
  /** A span. What is not settled so long after a deploy is said to be open. */
  patience: DAY,
  /** Share of the old traffic. With less of it a leak may hide. */
  enoughTraffic: 0.5,
  /** Share of the level. Level means something only when the old growth would have added so much meanwhile. */
  wouldShow: 0.05,
} as const;

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
  return time + Math.min(WATCH.most, Math.max(WATCH.least, shownIn));
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
  return span >= WATCH.patience ? { ...outcome, kind: 'unsettled', why } : undefined;
}

/** What keeps a level line from being proof. */
function doubt(
  baseline: Baseline,
  growth: Growth | undefined,
  { traffic, span }: { readonly traffic: number | undefined; readonly span: Milliseconds },
): string | undefined {
  if (growth === undefined) return 'no metric of its pods was found';
  if (growth.answer === 'unclear') return 'its samples do not settle it';
  if (traffic !== undefined && traffic < WATCH.enoughTraffic)
    return 'it has too little of the traffic under which it leaked';
  const level = growth.stretch?.highest ?? 0;
  const expected = (baseline.perHour * span) / HOUR;
  return expected < WATCH.wouldShow * level ? 'so slow a growth would not show yet' : undefined;
}

function shareOf(now: number | undefined, before: number | undefined): number | undefined {
  return now === undefined || before === undefined || before <= 0 ? undefined : now / before;
}
