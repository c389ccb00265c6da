import type { Alert, AlertSubject } from '../alert/alert.ts';
import { windowBefore } from '../evidence/window.ts';
import type { Clock, Instant } from '../foundation/clock.ts';
import { SerialQueue } from '../foundation/serial-queue.ts';
import { DAY, HOUR } from '../measurement/duration.ts';
import { serviceOf } from '../service/directory.ts';
import { type Service, workloadKey } from '../service/service.ts';
import type { Conduct } from './conduct.ts';
import type { InvestigationEvent } from './state/event.ts';
import type { IncidentAlert, Investigation, Place } from './state/investigation.ts';
import { type Opening, open } from './state/opening.ts';
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
  /** The key of the gesture that asks: done with the investigation that it begins. */
  readonly gesture?: string | undefined;
}

/** Where a request ended up: a new thread, or the one that runs already. */
export interface Started {
  readonly investigation: string;
  /** The investigation that runs already; absent where a new one was begun. */
  readonly joined?: Investigation | undefined;
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

/** No thread takes alerts forever: after a day a new one says how things stand now. */
const LONGEST_INCIDENT = DAY;

/** Whether what happens to a workload now belongs to an investigation that exists. */
export function stillOpen(investigation: Investigation, now: number): boolean {
  if (now - investigation.openedAt > LONGEST_INCIDENT || investigation.status === 'cancelled') return false;
  if (investigation.status !== 'concluded') return true;
  const firing = investigation.alerts.some((alert) => alert.resolvedAt === undefined);
  return firing || now - investigation.updatedAt < SAME_INCIDENT;
}

/** Turns alerts and requests into investigations: one a workload and incident, however many pods and repeats. */
export class AlertDesk implements Intake {
  readonly #means: IntakeDependencies;
  /** One at a time: two alerts of a group must not open two threads. */
  readonly #queue = new SerialQueue();

  constructor(means: IntakeDependencies) {
    this.#means = means;
  }

  async receive(alerts: readonly Alert[]): Promise<void> {
    await this.#means.store.receive(alerts, this.#now());
    // Also when all were repeats: one that could not be taken up the first time gets its next chance here.
    this.takeUp().catch((error: unknown) => this.#means.report('cannot take up alerts', error));
  }

  takeUp(): Promise<void> {
    return this.#queue.run(() => this.#takeUpAll());
  }

  request(request: ServiceRequest): Promise<Started> {
    return this.#queue.run(() => this.#begin(request));
  }

  async #takeUpAll(): Promise<void> {
    const waiting = await this.#means.store.waitingAlerts();
    if (waiting.length === 0) return;
    const known = await this.#means.services();
    for (const received of waiting) {
      try {
        await this.#takeUp(received, known);
      } catch (error) {
        this.#means.report(`cannot take up alert ${received.alert.name}`, error);
      }
    }
  }

  async #takeUp({ id, alert, receivedAt }: ReceivedAlert, known: readonly Service[]): Promise<void> {
    const { store, conduct } = this.#means;
    const { workload } = await this.#subjectOf(alert);
    const service = workload && serviceOf(known, workload);
    const running = service ? await store.newestOf(workloadKey(service.workload)) : await this.#sameUnknown(alert);
    if (running !== undefined && takes(running, alert, receivedAt)) {
      await conduct.handle(running.id, eventOf(alert, receivedAt), { alerts: [id] });
      return;
    }
    if (alert.status === 'resolved') return store.dismissAlerts([id]);
    await conduct.begin(open(this.#openingFor(alert, service)), { alerts: [id] });
  }

  #openingFor(alert: Alert, service: Service | undefined): Opening {
    const at = this.#now();
    return {
      id: this.#means.newId(),
      at,
      trigger: { kind: 'alert' },
      place: { channel: service?.channel ?? this.#means.channel },
      alert: incidentAlert(alert),
      subject: service ? { service } : { unknown: { labels: alert.labels, missing: alert.subject.missing } },
      runtime: service?.runtime ?? 'unknown',
      range: windowBefore(at),
      anyContainer: alert.subject.workload !== undefined && alert.subject.workload.container === undefined,
    };
  }

  /** Some senders say less when an alert is over than when it began: then what it began with counts. */
  async #subjectOf({ status, subject, fingerprint }: Alert): Promise<AlertSubject> {
    if (status === 'firing' || subject.workload !== undefined) return subject;
    return (await this.#means.store.lastFired(fingerprint))?.subject ?? subject;
  }

  /** An alert that names no service joins the thread that asks about the same rule. */
  async #sameUnknown(alert: Alert): Promise<Investigation | undefined> {
    const newest = await this.#means.store.newestOf(null);
    const same = newest?.status === 'needs-service' && newest.alerts.some((each) => each.name === alert.name);
    return same ? newest : undefined;
  }

  async #begin({ service, by, place, gesture }: ServiceRequest): Promise<Started> {
    const at = this.#now();
    const running = await this.#means.store.newestOf(workloadKey(service.workload));
    if (running !== undefined && stillOpen(running, at) && running.status !== 'concluded') {
      return { investigation: running.id, joined: running };
    }
    const id = this.#means.newId();
    const trigger = { kind: 'request', by } as const;
    const runtime = service.runtime ?? 'unknown';
    await this.#means.conduct.begin(
      open({
        id,
        at,
        trigger,
        place,
        subject: { service },
        runtime,
        range: windowBefore(at),
        // A container that is not called like its workload was named with it, or is the only one.
        anyContainer: namesNoContainer(service),
      }),
      { gesture },
    );
    return { investigation: id };
  }

  #now(): Instant {
    return this.#means.clock.now();
  }
}

function namesNoContainer({ workload: { name, container = name } }: Service): boolean {
  return container === name;
}

/** Whether an investigation takes an alert. A resolution belongs to the one that has the alert, however long it fired. */
export function takes(running: Investigation, alert: Alert, receivedAt: Instant): boolean {
  const known = running.alerts.some((each) => each.fingerprint === alert.fingerprint);
  return (alert.status === 'resolved' && known) || stillOpen(running, receivedAt);
}

function eventOf(alert: Alert, at: Instant): InvestigationEvent {
  return alert.status === 'firing'
    ? { kind: 'alert-fired', alert: incidentAlert(alert), at }
    : { kind: 'alert-resolved', fingerprint: alert.fingerprint, at };
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
