import type { Instant } from '../../src/foundation/clock.ts';
import { SECOND } from '../../src/measurement/duration.ts';
import type { Message } from '../workspace/model.ts';

/** What became of the workloads of a storm in the channel. */
export interface Openings {
  /** Workloads with a thread of their own. */
  readonly threads: number;
  /** Workloads that a digest names. */
  readonly named: number;
  readonly lost: number;
  readonly double: number;
  /** See `beforeAWorse`. */
  readonly outOfOrder: number;
}

/** An alert of a workload, and when the bot got to know of it. */
export interface SentAlert {
  readonly name: string;
  /** When it was first on its way. */
  readonly sentAt: Instant;
  /** When its call was answered with 202. */
  readonly takenAt: Instant;
}

/** A message of the channel that opens workloads: a root names one, a digest many. */
export interface Opening {
  readonly names: readonly string[];
  /** When it reached Slack. */
  readonly at: Instant;
}

export function openingsAmong(
  messages: readonly Message[],
  { names, sent }: { readonly names: readonly string[]; readonly sent: readonly SentAlert[] },
): Openings {
  const openingsOf = (isOne: (slot: string) => boolean, mark: string): readonly Opening[] =>
    messages
      .filter((message) => isOne(slotOf(message)))
      .map(({ ts, blocks }) => {
        const text = JSON.stringify(blocks);
        return { at: Number(ts) * SECOND, names: names.filter((name) => text.includes(`${mark}${name}${mark}`)) };
      });
  const roots = openingsOf((slot) => slot === 'root', '`');
  const digests = openingsOf((slot) => slot.startsWith('digest/'), '');
  const count = (openings: readonly Opening[], name: string) =>
    openings.filter((opening) => opening.names.includes(name)).length;
  const opened = (name: string) => count(roots, name);
  const named = (name: string) => count(digests, name);
  // A thread that a digest names is opened by the digest.
  const own = roots.filter((root) => root.names.every((name) => named(name) === 0));
  return {
    threads: names.filter((name) => opened(name) > 0).length,
    named: names.filter((name) => named(name) > 0).length,
    lost: names.filter((name) => opened(name) + named(name) === 0).length,
    double: names.filter((name) => opened(name) > 1 || named(name) > 1).length,
    outOfOrder: beforeAWorse([...own, ...digests], sent),
  };
}

/**
 * Openings that stand before one that was known to be worse when they were posted. How bad a workload is shows only while
 * its alerts come: an opening is not out of order because of alerts that came after it. So of a later workload those
 * alerts count that were taken before the post reached Slack, and of the earlier one all that were on their way by then.
 * A digest is as bad as the worst that it names.
 */
export function beforeAWorse(openings: readonly Opening[], sent: readonly SentAlert[]): number {
  const byName = Map.groupBy(sent, ({ name }) => name);
  const alertsBy = (name: string, isKnown: (alert: SentAlert) => boolean) =>
    (byName.get(name) ?? []).filter(isKnown).length;
  const inOrder = openings.toSorted((a, b) => a.at - b.at);
  return inOrder.filter(({ names, at }, index) => {
    const atMost = Math.max(...names.map((name) => alertsBy(name, ({ sentAt }) => sentAt <= at)));
    const later = inOrder.slice(index + 1).flatMap((each) => each.names);
    return later.some((name) => alertsBy(name, ({ takenAt }) => takenAt < at) > atMost);
  }).length;
}

/** What a message of the bot stands for, from its metadata. */
export function slotOf({ metadata }: Message): string {
  return String((metadata as { event_payload?: { slot?: string } } | undefined)?.event_payload?.slot ?? '');
}
