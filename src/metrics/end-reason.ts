import type { Instant } from '../foundation/clock.ts';
import type { Series } from './series.ts';

/** Why a container ended, in Kubernetes' words. */
export interface EndReason {
  /** `OOMKilled`, `Error`, `Completed` … */
  readonly reason?: string | undefined;
  /** 137 is SIGKILL, 143 SIGTERM. */
  readonly exitCode?: number | undefined;
}

/** What the kubelet says of a container that was gone when it came back: it did not see the end. */
export function isLost({ reason, exitCode }: EndReason): boolean {
  return exitCode === LOST_EXIT_CODE && reason === LOST_REASON;
}

/** With this exit code and reason a container runtime reports a container of which it knows no end. */
const LOST_EXIT_CODE = 255;
const LOST_REASON = 'Unknown';

export interface EndReasonSeries {
  /** kube-state-metrics' gauge of every reason, the reason as a label: 1 for the one that holds. */
  readonly reasons: readonly Series[];
  readonly codes: readonly Series[];
}

/** Kubernetes names the reason of the last end only: what it says after one end, and no later than the next. */
export function endReasonOf(
  { reasons, codes }: EndReasonSeries,
  after: Instant,
  until: Instant = Number.POSITIVE_INFINITY,
): EndReason {
  const holds = (one: Series): number | undefined => {
    const index = one.times.findLastIndex((time) => time > after && time <= until);
    return index < 0 ? undefined : one.values[index];
  };
  const since = (one: Series) => one.times.findLast((time) => time > after && time <= until) ?? 0;
  const named = reasons
    .filter((one) => (holds(one) ?? 0) > 0)
    .sort((a, b) => since(b) - since(a))
    .at(0);
  return {
    reason: named?.labels['reason'],
    exitCode: codes.map(holds).find((code) => code !== undefined),
  };
}
