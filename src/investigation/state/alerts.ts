import type { Instant } from '../../foundation/clock.ts';
import type { Service } from '../../service/service.ts';
import type { Effect, Transition } from './effect.ts';
import { currentConclusion, type IncidentAlert, type Investigation, type Note } from './investigation.ts';

/** What a call says of one alert. */
export type AlertNews =
  | { readonly kind: 'fired'; readonly alert: IncidentAlert }
  | { readonly kind: 'resolved'; readonly fingerprint: string };

/** What alerts that joined say of the service that they are about. */
export interface NamedService {
  readonly service: Service;
  /** Whether the workload alone is named, none of its containers. */
  readonly anyContainer: boolean;
  /** Whether it is named by the labels of a webhook, or only read in a message. */
  readonly byLabels: boolean;
}

/** Everything that calls said of a workload's alerts, in its order. */
export interface AlertsHeard {
  readonly kind: 'alerts-heard';
  readonly news: readonly AlertNews[];
  /** Alerts that a sender left out of its call because there were too many. */
  readonly leftOut?: number | undefined;
  /** The messages of other apps in which they came. */
  readonly messages?: readonly { readonly channel: string; readonly ts: string }[] | undefined;
  /** The service that they name. */
  readonly named?: NamedService | undefined;
  readonly at: Instant;
}

/** What is known of the alerts of a workload. */
export type AlertsOf = Pick<Investigation, 'alerts' | 'unlisted' | 'leftOut'>;

/**
 * The state lists so many alerts; the others it counts, so that an incident of thousands of pods is no more work than one
 * of a few hundred.
 */
const MOST_LISTED = 200;

/** So many of them keep their summary and address, which may be long; a message shows one. */
const MOST_DESCRIBED = 5;

/** How many alerts joined, the unlisted ones included. */
export function alertCount({ alerts, unlisted }: AlertsOf): number {
  return alerts.length + (unlisted?.fired ?? 0);
}

/** Whether an alert of the incident is not over. */
export function isFiring({ alerts, unlisted }: AlertsOf): boolean {
  return unlistedFires(unlisted) || alerts.some((alert) => alert.resolvedAt === undefined);
}

/** Whether an alert joined; an unlisted one may have, while one of them fires. */
export function mayHave({ alerts, unlisted }: AlertsOf, fingerprint: string): boolean {
  return unlistedFires(unlisted) || alerts.some((alert) => alert.fingerprint === fingerprint);
}

function unlistedFires(unlisted: AlertsOf['unlisted']): boolean {
  return unlisted !== undefined && unlisted.fired > unlisted.resolved;
}

/** The alerts after what was said of them; the very same state where that was nothing new. */
export function withNews<Subject extends AlertsOf>(
  investigation: Subject,
  { news, leftOut = 0, at }: Omit<AlertsHeard, 'kind'>,
) {
  const listed = new Map(investigation.alerts.map((alert) => [alert.fingerprint, alert]));
  let { fired, resolved } = investigation.unlisted ?? { fired: 0, resolved: 0 };
  let latest: { readonly fired?: IncidentAlert; readonly resolved?: IncidentAlert } = {};
  let changes = 0;
  for (const each of news) {
    const known = listed.get(each.kind === 'fired' ? each.alert.fingerprint : each.fingerprint);
    if (each.kind === 'fired') {
      if (known !== undefined && known.resolvedAt === undefined) continue;
      const same = sameByOtherWay(listed.values(), each.alert);
      if (same !== undefined && each.alert.posted === true) continue;
      if (same !== undefined) {
        // Said once already: it is no further alert, and no news to people.
        listed.delete(same.fingerprint);
        listed.set(each.alert.fingerprint, each.alert);
        changes += 1;
        continue;
      }
      if (known !== undefined || listed.size < MOST_LISTED) {
        listed.delete(each.alert.fingerprint);
        listed.set(each.alert.fingerprint, listed.size < MOST_DESCRIBED ? each.alert : plain(each.alert));
      } else fired += 1;
      latest = { ...latest, fired: each.alert };
    } else if (known === undefined) {
      if (resolved === fired) continue;
      resolved += 1;
    } else {
      if (known.resolvedAt !== undefined) continue;
      listed.set(known.fingerprint, { ...known, resolvedAt: at });
      latest = { ...latest, resolved: known };
    }
    changes += 1;
  }
  const more = Math.max(leftOut, investigation.leftOut ?? 0);
  if (changes === 0 && more === (investigation.leftOut ?? 0)) return { investigation, latest };
  return {
    investigation: {
      ...investigation,
      alerts: [...listed.values()],
      ...(fired === 0 ? {} : { unlisted: { fired, resolved } }),
      ...(more === 0 ? {} : { leftOut: more }),
    },
    latest,
  };
}

/** The alert of the same name that fires and came by the other way: as a message where this one came by webhook. */
function sameByOtherWay(listed: Iterable<IncidentAlert>, alert: IncidentAlert): IncidentAlert | undefined {
  for (const each of listed) {
    const other = (each.posted === true) !== (alert.posted === true);
    if (other && each.name === alert.name && each.resolvedAt === undefined) return each;
  }
  return undefined;
}

function plain({ summary: _summary, url: _url, ...alert }: IncidentAlert): IncidentAlert {
  return alert;
}

/** One line in the thread when the last firing alert is over, and when one fires after the report or a cancellation. */
export function hear(investigation: Investigation, heard: AlertsHeard): Transition {
  const { investigation: joined, latest } = withNews(withoutOther(investigation, heard), heard);
  if (joined === investigation) return { investigation, effects: [] };
  const shown: readonly Effect[] = [
    { kind: 'show', slot: 'root' },
    ...(latest.fired === undefined ? [] : [{ kind: 'show', slot: 'status' } as const]),
    ...(latest.fired !== undefined && saysOver(investigation)
      ? [{ kind: 'show', slot: 'note/resolved' } as const]
      : []),
  ];
  const { at } = heard;
  if (!isFiring(joined)) {
    const alert = latest.resolved ?? joined.alerts.at(-1);
    return noted({ investigation: joined, effects: shown }, 'resolved', { kind: 'resolved', at, alert });
  }
  if (latest.fired !== undefined && investigation.status === 'cancelled') {
    const content = { kind: 'fired-again', at, alert: latest.fired } as const;
    return noted({ investigation: joined, effects: shown }, 'fired-again.cancelled', content);
  }
  const conclusion = currentConclusion(investigation);
  if (latest.fired === undefined || investigation.status !== 'concluded' || conclusion === undefined)
    return { investigation: joined, effects: shown };
  // An edit notifies no one: after the report one line says that it goes on.
  const content = { kind: 'fired-again', at, alert: latest.fired } as const;
  return noted({ investigation: joined, effects: shown }, `fired-again.${conclusion.key}`, content);
}

/**
 * Messages about one group have one fingerprint. After a cancellation another pod in it is another kill: what it had before is
 * over for this thread.
 */
function withoutOther(investigation: Investigation, { news, at }: AlertsHeard): Investigation {
  if (investigation.status !== 'cancelled') return investigation;
  const pods = new Map(
    news.flatMap((each) =>
      each.kind === 'fired' && each.alert.posted === true ? [[each.alert.fingerprint, each.alert.pod]] : [],
    ),
  );
  const isOther = ({ fingerprint, pod }: IncidentAlert) => pod !== undefined && (pods.get(fingerprint) ?? pod) !== pod;
  if (!investigation.alerts.some(isOther)) return investigation;
  return {
    ...investigation,
    alerts: investigation.alerts.map((each) => (isOther(each) ? { ...each, resolvedAt: at } : each)),
  };
}

/** Whether the thread has the line that all is over: it is brought up to date when an alert fires again. */
function saysOver(investigation: Investigation): boolean {
  return !isFiring(investigation) && investigation.notes.some(({ kind }) => kind === 'resolved');
}

/** Adds a line beside the steps; the same key again brings the same line up to date. */
export function noted({ investigation, effects }: Transition, key: string, content: Omit<Note, 'key'>): Transition {
  const others = investigation.notes.filter((each) => each.key !== key);
  return {
    investigation: { ...investigation, notes: [...others, { key, ...content }] },
    effects: [...effects, { kind: 'show', slot: `note/${key}` }],
  };
}
