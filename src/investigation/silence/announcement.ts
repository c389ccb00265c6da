import type { Instant } from '../../foundation/clock.ts';
import { fullName } from '../../service/directory.ts';
import type { Person } from '../state/person.ts';
import { type HeldBack, stillFiring, type WhyHeldBack } from './held-back.ts';

/** One workload as an announcement names it. */
export interface HeldBackSummary {
  /** As people type it; the name of the rule where no service is named. */
  readonly name: string;
  readonly service: boolean;
  readonly fired: number;
  readonly kills: number;
  readonly firing: number;
  /** The names of the rules. */
  readonly rules: readonly string[];
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

/** A message of its own in a channel: what was held back there. */
export interface Announcement {
  readonly channel: string;
  readonly why: WhyHeldBack;
  /** The worst first. */
  readonly workloads: readonly HeldBackSummary[];
  /** Who ended a mute before its time. */
  readonly endedBy?: Person | undefined;
}

/** As many lines stay below what Slack takes of one message. */
const MOST_IN_ONE = 80;

export function summaryOf(held: HeldBack): HeldBackSummary {
  const { service, rule, fired, kills, firstAt, lastAt, alerts } = held;
  return {
    name: service === undefined ? rule : fullName(service),
    service: service !== undefined,
    fired,
    kills,
    firing: stillFiring(held),
    rules: [...new Set(alerts.map(({ name }) => name))],
    firstAt,
    lastAt,
  };
}

/** One message a channel and reason, more only where one would be too long. */
export function announcementsOf(held: readonly HeldBack[]): readonly Announcement[] {
  const messages = Map.groupBy(held, ({ channel, why }) => `${why} ${channel}`);
  return [...messages.values()].flatMap((together) => {
    const [first] = together;
    if (first === undefined) return [];
    const workloads = together.map(summaryOf).toSorted(worseFirst);
    const parts = Array.from({ length: Math.ceil(workloads.length / MOST_IN_ONE) }, (_, part) =>
      workloads.slice(part * MOST_IN_ONE, (part + 1) * MOST_IN_ONE),
    );
    return parts.map((some) => ({ channel: first.channel, why: first.why, workloads: some }));
  });
}

/** Kills count more than any number of other alerts, what goes on more than what is over. */
function worseFirst(a: HeldBackSummary, b: HeldBackSummary): number {
  return b.kills - a.kills || b.firing - a.firing || b.fired - a.fired || a.name.localeCompare(b.name);
}
