import type { Instant } from '../foundation/clock.ts';
import type { Workload } from '../service/service.ts';

/** What an alert says about a container's memory; an alert about anything else starts nothing. */
export const ALERT_KINDS = ['oom-kill', 'restart-spike', 'memory-near-limit', 'memory-forecast'] as const;
export type AlertKind = (typeof ALERT_KINDS)[number];

/** What an alert's labels say of the container it is about. */
export interface AlertSubject {
  /** Absent when no label names a service, container or pod. */
  readonly workload?: Workload | undefined;
  readonly pod?: string | undefined;
  /** Labels that would have said more, for the message to people: `container`, `namespace`. */
  readonly missing: readonly string[];
}

/** Where a workload stands in a message that lists several. */
export interface FurtherWorkload {
  /** How many the message lists. */
  readonly of: number;
  /** Those that have no thread because there are too many, on the last that has one. */
  readonly unopened?: readonly string[] | undefined;
}

/** The message of another app that an alert stands in. */
export interface PostedAs {
  readonly channel: string;
  readonly ts: string;
  /** Values of labels that the alert has, without the labels' names. */
  readonly values: readonly string[];
  /** The fingerprint is that of a group, which may hold alerts of several workloads. */
  readonly ofGroup?: true | undefined;
  /** Its title counts more than one alert. */
  readonly several?: true | undefined;
  /** One of several workloads in the message, and not the first: it has a thread of its own. */
  readonly further?: FurtherWorkload | undefined;
  /** What the message says: a service may be named anywhere in it. */
  readonly text: string;
}

/** One alert as Leakbot understands it, whoever sent it. */
export interface Alert {
  /** The name of its sender: `alertmanager`. */
  readonly source: string;
  /** Equal for every repeat of the same alert instance (same labels and start). */
  readonly fingerprint: string;
  readonly kind: AlertKind;
  readonly status: 'firing' | 'resolved';
  /** The rule's name: `KubeContainerOOMKilled`. */
  readonly name: string;
  readonly subject: AlertSubject;
  readonly summary?: string | undefined;
  readonly startsAt: Instant;
  readonly endsAt?: Instant | undefined;
  /** The sender's own page of this alert. */
  readonly url?: string | undefined;
  readonly labels: Readonly<Record<string, string>>;
  /** The address of the sender itself, where it says so: two Alertmanagers may post alerts of one name. */
  readonly origin?: string | undefined;
  /** The message in Slack by which it came; absent for one that came by webhook. */
  readonly post?: PostedAs | undefined;
  /** How many alerts its call lacks because there were too many. */
  readonly leftOut?: number | undefined;
}
