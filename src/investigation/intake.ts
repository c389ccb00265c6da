import type { Alert, AlertSubject } from '../alert/alert.ts';
import { windowBefore } from '../evidence/window.ts';
import type { Clock } from '../foundation/clock.ts';
import { SerialQueue } from '../foundation/serial-queue.ts';
import { DAY, HOUR } from '../measurement/duration.ts';
import { serviceOf } from '../service/directory.ts';
import { type Service, workloadKey } from '../service/service.ts';
import type { Conduct } from './conduct.ts';
import type { IncidentAlert, Investigation, Place } from './state/investigation.ts';
import { open } from './state/opening.ts';
import type { Person } from './state/person.ts';
import type { InvestigationStore, ReceivedAlert } from './store.ts';

export interface IntakeDependencies {
  readonly store: InvestigationStore;
  readonly conduct: Conduct;
  readonly clock: Clock;
  readonly newId: () => string;
  /** Services known now: configured and discovered. */
  readonly services: () => Promise<readonly Service[]>;
  /** The channel when neither the service nor the request names one. */
  readonly channel: string;
  readonly report: (problem: string, error: unknown) => void;
}

export interface ServiceRequest {
  readonly service: Service;
  readonly by: Person;
  readonly place: Place;
}

/** Where a request ended up: a new thread, or the one that runs already. */
export interface Started {
  readonly investigation: string;
  readonly joined: boolean;
}

export interface Intake {
  /** Stores alerts; when it resolves they will be taken up, whatever happens to the process. */
  receive(alerts: readonly Alert[]): Promise<void>;
  /** Takes up everything that waits: at start, and after each receipt. */
  takeUp(): Promise<void>;
  request(request: ServiceRequest): Promise<Started>;
}

/** A concluded investigation still takes the workload's alerts for this long after its last change. */
const SAME_INCIDENT = 6 * HOUR;

/** No thread takes alerts for ever: after a day a new one says how things stand now. */
const LONGEST_INCIDENT = DAY;

/** Whether what happens to a workload now belongs to an investigation that exists. */
export function stillOpen(investigation: Investigation, now: number): boolean {
  if (now - investigation.openedAt > LONGEST_INCIDENT || investigation.status === 'cancelled') return false;
  if (investigation.status !== 'concluded') return true;
  const firing = investigation.alerts.some((alert) => alert.resolvedAt === undefined);
  return firing || now - investigation.updatedAt < SAME_INCIDENT;
}

/** Turns alerts and requests into investigations: one a workload and incident, however many pods and repeats. */
export function intake(dependencies: IntakeDependencies): Intake {
  const { store, conduct, clock, services, newId } = dependencies;
  // One at a time: two alerts of a group must not open two threads.
  const queue = new SerialQueue();

  async function takeUpAll(): Promise<void> {
    const waiting = await store.waitingAlerts();
    if (waiting.length === 0) return;
    const known = await services();
    for (const received of waiting) {
      try {
        await takeUpOne(received, known);
      } catch (error) {
        dependencies.report(`cannot take up alert ${received.alert.name}`, error);
      }
    }
  }

  async function takeUpOne({ id, alert, receivedAt }: ReceivedAlert, known: readonly Service[]): Promise<void> {
    const { workload } = await subjectOf(alert);
    const service = workload && serviceOf(known, workload);
    const running = service ? await store.newestOf(workloadKey(service.workload)) : await sameUnknown(alert);
    // A resolution belongs to whoever holds the alert, however long it fired.
    const holds =
      alert.status === 'resolved' && running?.alerts.some((each) => each.fingerprint === alert.fingerprint) === true;
    if (running !== undefined && (holds || stillOpen(running, receivedAt))) {
      const event =
        alert.status === 'firing'
          ? ({ kind: 'alert-fired', alert: incidentAlert(alert), at: receivedAt } as const)
          : ({ kind: 'alert-resolved', fingerprint: alert.fingerprint, at: receivedAt } as const);
      await conduct.handle(running.id, event, id);
      return;
    }
    if (alert.status === 'resolved') return store.dismissAlert(id);
    const opened = open({
      id: newId(),
      at: clock.now(),
      trigger: { kind: 'alert' },
      place: { channel: service?.channel ?? dependencies.channel },
      alert: incidentAlert(alert),
      subject: service ? { service } : { unknown: { labels: alert.labels, missing: alert.subject.missing } },
      runtime: service?.runtime ?? 'unknown',
      range: windowBefore(clock.now()),
      pod: undefined,
    });
    await conduct.begin(opened, id);
  }

  /** Some senders say less when an alert is over than when it began: then what it began with counts. */
  async function subjectOf({ status, subject, fingerprint }: Alert): Promise<AlertSubject> {
    if (status === 'firing' || subject.workload !== undefined) return subject;
    return (await store.lastFired(fingerprint))?.subject ?? subject;
  }

  /** An alert that names no service joins the thread that asks about the same rule. */
  async function sameUnknown(alert: Alert): Promise<Investigation | undefined> {
    const newest = await store.newestOf(null);
    const same = newest?.status === 'needs-service' && newest.alerts.some((each) => each.name === alert.name);
    return same ? newest : undefined;
  }

  async function request({ service, by, place }: ServiceRequest): Promise<Started> {
    const running = await store.newestOf(workloadKey(service.workload));
    if (running !== undefined && stillOpen(running, clock.now()) && running.status !== 'concluded') {
      return { investigation: running.id, joined: true };
    }
    const id = newId();
    const at = clock.now();
    const trigger = { kind: 'request', by } as const;
    const subject = { service };
    const runtime = service.runtime ?? 'unknown';
    await conduct.begin(open({ id, at, trigger, place, subject, runtime, range: windowBefore(at) }));
    return { investigation: id, joined: false };
  }

  return {
    async receive(alerts) {
      await store.receive(alerts, clock.now());
      // Also when all were repeats: one that could not be taken up the first time gets its next chance here.
      queue.run(takeUpAll).catch((error: unknown) => dependencies.report('cannot take up alerts', error));
    },
    takeUp: () => queue.run(takeUpAll),
    request: (wanted) => queue.run(() => request(wanted)),
  };
}

function incidentAlert(alert: Alert): IncidentAlert {
  return {
    fingerprint: alert.fingerprint,
    name: alert.name,
    kind: alert.kind,
    pod: alert.subject.pod,
    summary: alert.summary,
    url: alert.url,
    startsAt: alert.startsAt,
  };
}
