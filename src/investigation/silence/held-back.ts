import type { Instant } from '../../foundation/clock.ts';
import { type Service, workloadKey } from '../../service/service.ts';
import { type AlertsHeard, type AlertsOf, isFiring, withNews } from '../state/alerts.ts';

export type WhyHeldBack = 'mute' | 'quiet-hours';

/** Alerts of one workload that opened no thread: counted, and named when the silence is over. */
export interface HeldBack extends AlertsOf {
  /** Unique together with `why`: of the workload, or of the rule whose alerts name none. */
  readonly key: string;
  readonly why: WhyHeldBack;
  /** The name of the rule, where no service is named. */
  readonly rule: string;
  readonly service?: Service | undefined;
  readonly channel: string;
  /** How many fired, and how many of them were OOM kills; one that fires again counts again. */
  readonly fired: number;
  readonly kills: number;
  readonly firstAt: Instant;
  readonly lastAt: Instant;
}

type Subject = Pick<HeldBack, 'why' | 'rule' | 'service' | 'channel'>;
type Heard = Omit<AlertsHeard, 'kind'>;

export function heldBackKey({ service, rule }: Pick<HeldBack, 'service' | 'rule'>): string {
  return service === undefined ? rule : workloadKey(service.workload);
}

/** What is held back once further alerts are; undefined where none of them ever fired in the silence. */
export function holding(before: HeldBack | undefined, subject: Subject, heard: Heard): HeldBack | undefined {
  const { at } = heard;
  const nothing = { ...subject, key: heldBackKey(subject), alerts: [], fired: 0, kills: 0, firstAt: at, lastAt: at };
  const held: HeldBack = before ?? nothing;
  const { investigation: joined } = withNews(held, heard);
  const fired = heard.news.flatMap((each) => (each.kind === 'fired' ? [each.alert] : []));
  if (before === undefined && fired.length === 0) return undefined;
  return {
    ...joined,
    fired: held.fired + fired.length,
    kills: held.kills + fired.filter(({ kind }) => kind === 'oom-kill').length,
    lastAt: fired.length === 0 ? held.lastAt : at,
  };
}

/** How many of them fire still, as far as they are listed. */
export function stillFiring(held: HeldBack): number {
  if (!isFiring(held)) return 0;
  const { fired = 0, resolved = 0 } = held.unlisted ?? {};
  return held.alerts.filter(({ resolvedAt }) => resolvedAt === undefined).length + fired - resolved;
}

/** What was held back as an investigation hears it that opens now. */
export function asNews({ alerts, leftOut, lastAt }: HeldBack): Heard {
  const fired = alerts.map(({ resolvedAt: _, ...alert }) => ({ kind: 'fired', alert }) as const);
  const over = alerts.filter(({ resolvedAt }) => resolvedAt !== undefined);
  const resolved = over.map(({ fingerprint }) => ({ kind: 'resolved', fingerprint }) as const);
  return { news: [...fired, ...resolved], leftOut, at: lastAt };
}
