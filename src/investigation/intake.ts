import type { Alert, AlertSubject, PostedAs } from '../alert/alert.ts';
import { windowBefore } from '../evidence/window.ts';
import type { Alarm, Clock, Instant } from '../foundation/clock.ts';
import { SerialQueue } from '../foundation/serial-queue.ts';
import type { Turns } from '../foundation/turns.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import { type Services, serviceOf } from '../service/directory.ts';
import { type Service, type Workload, workloadKey } from '../service/service.ts';
import type { Conduct } from './conduct.ts';
import { heldUntil, type PlacedAlert, PostedAlerts } from './posted-alerts.ts';
import { heardIn, incidentAlert, namedBy, namesNoContainer, takenBy } from './received.ts';
import { asNews, type HeldBack } from './silence/held-back.ts';
import type { Silence } from './silence/silences.ts';
import { withNews } from './state/alerts.ts';
import type { Investigation, Place } from './state/investigation.ts';
import { type Opening, open } from './state/opening.ts';
import type { Person } from './state/person.ts';
import { severityOfAlerts } from './state/severity.ts';
import { isUnderWay, stillOpen, takes } from './still-open.ts';
import type { InvestigationStore, ReceivedAlert } from './store.ts';

export interface IntakeDependencies {
  readonly store: InvestigationStore;
  readonly conduct: Conduct;
  readonly clock: Clock;
  readonly alarm: Alarm;
  /** One call may bring thousands of alerts: acknowledgements must not wait for all of them. */
  readonly turns: Turns;
  readonly newId: () => string;
  /** Services known now: configured and discovered. */
  readonly services: Services;
  /** The channel when neither the service nor the request names one. */
  readonly channel: string;
  /** Which alerts open no thread. */
  readonly silences: Silence;
  /** See `stillOpen`; `COOLDOWN` where nothing is said. */
  readonly cooldown?: Milliseconds | undefined;
  /** Whether alerts are taken up here; where not, they are stored, and whoever leads takes them up. By default they are. */
  readonly leads?: (() => boolean) | undefined;
  /** Everything that waited is taken up. */
  readonly tookUp?: (() => void) | undefined;
  readonly report: (problem: string, error: unknown) => void;
}

export interface ServiceRequest {
  readonly service: Service;
  readonly by: Person;
  readonly place: Place;
  /** How far back it looks, where someone says so. */
  readonly window?: Milliseconds | undefined;
  /** The pod that someone named. */
  readonly pod?: string | undefined;
  /** The key of the gesture that asks: done with the investigation that it begins. */
  readonly gesture?: string | undefined;
}

/** Where a request ended up: a new thread, or the one that runs already. */
export interface Started {
  readonly investigation: string;
  /** The investigation that runs already; absent where a new one was begun. */
  readonly joined?: Investigation | undefined;
}

/** What is said of a call beside its alerts. */
export interface CallFacts {
  /** Alerts that are not in it because there were too many. */
  readonly leftOut?: number | undefined;
}

export interface Intake {
  /** Stores alerts; when it resolves they will be taken up, whatever happens to the process. */
  receive(alerts: readonly Alert[], call?: CallFacts): Promise<void>;
  /** A message of a sender was seen, whatever it is about: from then on its alerts' messages are waited for. */
  seen(source: string): Promise<void>;
  /** Takes up everything that waits: at start, and after each receipt. */
  takeUp(): Promise<void>;
  request(request: ServiceRequest): Promise<Started>;
  /** Ends mutes and quiet hours that are over. */
  endSilences(): Promise<void>;
  /** The ids of alerts that are stored and still to be taken up: a workload may turn out to be worse than it looks. */
  toCome(): Promise<ReadonlySet<number>>;
  /** Does something between two calls of alerts, so that none of them sees half of it. */
  inTurn<Result>(task: () => Promise<Result>): Promise<Result>;
}

/** Alerts of one investigation. */
interface Group {
  readonly service: Service | undefined;
  /** The investigation that took up the same alert before, where that is known. */
  readonly into: string | undefined;
  readonly placed: readonly PlacedAlert[];
}

/** Prometheus may take half a minute to list what it has: what the labels of an alert say has to do then. */
const DISCOVERY_WAITED_FOR = 2 * SECOND;

/** Turns alerts and requests into investigations: one a workload and incident, however many pods and repeats. */
export class AlertDesk implements Intake {
  readonly #means: IntakeDependencies;
  /** One at a time: two alerts of a group must not open two threads. */
  readonly #queue = new SerialQueue();
  readonly #startedAt: Instant;
  /** Senders whose messages were seen by this process. */
  readonly #seen = new Set<string>();
  /** What is being taken up, or waits for its turn. */
  #busy = 0;
  /** Alerts that were looked at and still wait: for their message, or because they could not be taken up. */
  #left: ReadonlySet<number> = new Set();
  #stopped = false;
  /** Takes back the look at what waits for its message. */
  #forget = () => {};

  constructor(means: IntakeDependencies) {
    this.#means = means;
    this.#startedAt = means.clock.now();
  }

  async receive(alerts: readonly Alert[], { leftOut = 0 }: CallFacts = {}): Promise<void> {
    await this.#means.store.receive(leftOut === 0 ? alerts : saying(alerts, leftOut), this.#now());
    // Also when all were repeats: one that could not be taken up the first time gets its next chance here.
    if (this.#means.leads?.() !== false) this.#takeUpBeside();
  }

  async seen(source: string): Promise<void> {
    if (this.#seen.has(source)) return;
    await this.#means.store.noteSender(source, this.#now());
    this.#seen.add(source);
  }

  async takeUp(): Promise<void> {
    this.#busy += 1;
    try {
      await this.#queue.run(() => this.#takeUpAll());
    } finally {
      this.#busy -= 1;
      if (this.#busy === 0) this.#means.tookUp?.();
    }
  }

  async toCome(): Promise<ReadonlySet<number>> {
    const waiting = await this.#means.store.waitingIds();
    return new Set(waiting.filter((id) => !this.#left.has(id)));
  }

  request(request: ServiceRequest): Promise<Started> {
    return this.#queue.run(() => this.#begin(request));
  }

  endSilences(): Promise<void> {
    return this.#queue.run(() => this.#means.silences.endWhatIsOver());
  }

  inTurn<Result>(task: () => Promise<Result>): Promise<Result> {
    return this.#queue.run(task);
  }

  /** Resolves when nothing is being taken up. */
  idle(): Promise<void> {
    return this.#queue.idle();
  }

  /** Nothing more is taken up; what waits is taken up by the next start, which must not meet what is under way here. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#forget();
    await this.#queue.idle();
    this.#forget();
  }

  async #takeUpAll(): Promise<void> {
    const { store, turns, clock, alarm } = this.#means;
    let last = 0;
    let next = Number.POSITIVE_INFINITY;
    const left = new Set<number>();
    for (;;) {
      const waiting = await store.waitingAlerts(last);
      last = waiting.at(-1)?.id ?? 0;
      if (waiting.length === 0) break;
      for (const group of worstFirst(await this.#byWorkload(waiting))) {
        if (this.#stopped) return;
        const held = await this.#takeUp(group).catch((error: unknown) => {
          this.#means.report(`cannot take up alert ${group.placed[0]?.received.alert.name ?? ''}`, error);
          return 'failed' as const;
        });
        if (held !== undefined) for (const { received } of group.placed) left.add(received.id);
        if (typeof held === 'number') next = Math.min(next, held);
        await turns();
      }
    }
    this.#left = left;
    this.#forget();
    if (Number.isFinite(next)) this.#forget = alarm(Math.max(next, clock.now()), () => this.#takeUpBeside());
  }

  #takeUpBeside(): void {
    this.takeUp().catch((error: unknown) => this.#means.report('cannot take up alerts', error));
  }

  /** Alerts of one workload, or of one rule where they name none, in their order. */
  async #byWorkload(waiting: readonly ReceivedAlert[]): Promise<Iterable<Group>> {
    const known = await this.#known();
    const services = new Map<string, Service>();
    const serviceFor = (workload: Workload | undefined) => {
      if (workload === undefined) return undefined;
      const key = workloadKey(workload);
      const service = services.get(key) ?? serviceOf(known, workload);
      services.set(key, service);
      return service;
    };
    const posted = new PostedAlerts(
      {
        store: this.#means.store,
        known,
        startedAt: this.#startedAt,
        workloadOf: async (alert) => (await this.#subjectOf(alert)).workload,
      },
      waiting,
    );
    const groups = new Map<string, Group & { readonly placed: PlacedAlert[] }>();
    for (const received of waiting) {
      const placed = await posted.place(received);
      const service = serviceFor(placed.workload);
      const unknown = placed.into ?? placed.alone ?? received.alert.name;
      const key = service === undefined || placed.alone !== undefined ? unknown : workloadKey(service.workload);
      const group = groups.get(key) ?? { service, into: placed.into, placed: [] };
      groups.set(key, group.into === undefined ? { ...group, into: placed.into } : group);
      group.placed.push(placed);
      await this.#means.turns();
    }
    return groups.values();
  }

  /** What is known now; a first discovery is waited for, but no thread waits for it long. */
  #known(): Promise<readonly Service[]> {
    const { services, clock, alarm } = this.#means;
    const { promise, resolve, reject } = Promise.withResolvers<readonly Service[]>();
    const forget = alarm(clock.now() + DISCOVERY_WAITED_FOR, () => void services('known').then(resolve, reject));
    services().then(resolve, reject).finally(forget);
    return promise;
  }

  /**
   * One event and one transaction, however many alerts. What is muted joins no thread; its end still does. Where the thread
   * is to wait for its message, until when.
   */
  async #takeUp(group: Group): Promise<Instant | undefined> {
    const { conduct, silences, cooldown } = this.#means;
    const { service, placed } = group;
    const received = placed.map((each) => ({ ...each.received, alert: withPod(each) }));
    const running = await this.#runningFor(group);
    const muted = (await silences.muteOf(service)) !== undefined;
    const joins = ({ alert, receivedAt }: ReceivedAlert) =>
      running !== undefined && !(muted && alert.status === 'firing') && takes(running, { alert, receivedAt, cooldown });
    const { joining = [], others = [] } = Object.groupBy(received, (each) => (joins(each) ? 'joining' : 'others'));
    if (running !== undefined && joining.length > 0) {
      const event = { kind: 'alerts-heard', ...heardIn(joining), named: namedBy(joining, service) } as const;
      await conduct.handle(running.id, event, takenBy(joining));
    }
    if (others.length === 0) return undefined;
    const opens = others.some(({ alert }) => alert.status === 'firing');
    const held = !opens || bothWays(others) ? undefined : heldUntil(placed, this.#now());
    if (held === undefined) await this.#hear(service, others);
    return held;
  }

  /** Opens a thread for alerts that none takes, unless it is to be silent. */
  async #hear(service: Service | undefined, received: readonly ReceivedAlert[]): Promise<void> {
    const { store, silences, channel } = this.#means;
    const posted = received.find(({ alert }) => alert.post !== undefined)?.alert.post?.channel;
    const subject = { service, rule: received[0]?.alert.name ?? '', channel: posted ?? service?.channel ?? channel };
    const verdict = await silences.hear({ ...subject, received });
    if (verdict.kind === 'held-back') return;
    const first = received.findIndex(({ alert }) => alert.status === 'firing');
    const opening = first < 0 ? [] : received.slice(first);
    if (opening.length > 0) await this.#open(opening, { service, before: verdict.before });
    // What is over and never began here.
    const over = received.slice(0, first < 0 ? undefined : first);
    if (over.length > 0) await store.dismissAlerts(takenBy(over).alerts);
  }

  /** The investigation that took the same alert before goes first, while it takes alerts; else the workload's newest. */
  async #runningFor({ into, service, placed }: Group): Promise<Investigation | undefined> {
    const { store, cooldown } = this.#means;
    const before = into === undefined ? undefined : await store.load(into);
    // Of a group that asked which service it is about another workload was taken into it just now.
    const named = before?.service !== undefined && service !== undefined && !areOne(before.service, service);
    if (named && placed.every(({ asks }) => asks === true)) return store.newestOf(workloadKey(service.workload));
    const taken = placed.some(({ received }) => before !== undefined && takes(before, { ...received, cooldown }));
    if (taken) return before;
    if (placed.some(({ alone }) => alone !== undefined)) return undefined;
    return service === undefined ? this.#sameUnknown(placed) : store.newestOf(workloadKey(service.workload));
  }

  /** A webhook's labels say most, and a message is where people read: of the two each gives what it has. */
  async #open(
    opening: readonly ReceivedAlert[],
    { service, before }: { readonly service: Service | undefined; readonly before: HeldBack | undefined },
  ): Promise<void> {
    const firing = opening.filter(({ alert }) => alert.status === 'firing');
    const opener = firing.find(({ alert }) => alert.post === undefined) ?? firing[0];
    if (opener === undefined) return;
    const messages = firing.flatMap(({ alert }) => alert.post ?? []);
    const message = messages.find(({ further }) => further === undefined) ?? messages[0];
    const opened = open(this.#openingFor(opener.alert, service, message));
    const earlier = before === undefined ? opened : withNews(opened.investigation, asNews(before));
    const all = withNews(earlier.investigation, heardIn(opening));
    const taken = { ...takenBy(opening), heldBack: before };
    await this.#means.conduct.begin({ ...opened, investigation: all.investigation }, taken);
  }

  #openingFor(alert: Alert, service: Service | undefined, message: PostedAs | undefined): Opening {
    const at = this.#now();
    return {
      id: this.#means.newId(),
      at,
      trigger: { kind: 'alert' },
      place: message === undefined ? { channel: service?.channel ?? this.#means.channel } : placeBy(message),
      alert: incidentAlert(alert),
      subject: service ? { service } : { unknown: { labels: alert.labels, missing: alert.subject.missing } },
      runtime: service?.runtime ?? 'unknown',
      range: windowBefore(at),
      anyContainer: namesNoContainer(alert),
    };
  }

  /** Some senders say less when an alert is over than when it began: then what it began with counts. */
  async #subjectOf({ status, subject, fingerprint }: Alert): Promise<AlertSubject> {
    if (status === 'firing' || subject.workload !== undefined) return subject;
    return (await this.#means.store.lastFired(fingerprint))?.subject ?? subject;
  }

  /** Alerts that name no service join the thread that asks about the same rule. */
  async #sameUnknown([placed]: readonly PlacedAlert[]): Promise<Investigation | undefined> {
    const newest = await this.#means.store.newestOf(null);
    // The thread of a message is about what it says; which calls are of it is known before this.
    const asks = newest?.status === 'needs-service' && newest.place.adopted === undefined;
    return asks && newest.alerts.some((each) => each.name === placed?.received.alert.name) ? newest : undefined;
  }

  async #begin({ service, by, place, window, pod, gesture }: ServiceRequest): Promise<Started> {
    const at = this.#now();
    const running = await this.#means.store.newestOf(workloadKey(service.workload));
    if (running !== undefined && isUnderWay(running) && stillOpen(running, at)) {
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
        pod,
        range: windowBefore(at, window),
        // A container that is not called like its workload was named with it, or is the only one.
        anyContainer: isMainContainer(service),
      }),
      { gesture },
    );
    return { investigation: id };
  }

  #now(): Instant {
    return this.#means.clock.now();
  }
}

/** The first thread may be posted before the last one is opened. */
function worstFirst(groups: Iterable<Group>): readonly Group[] {
  const weighed = [...groups].map((group) => {
    const firing = group.placed.map(({ received }) => received.alert).filter(({ status }) => status === 'firing');
    return { group, severity: severityOfAlerts(firing) };
  });
  return weighed.sort((a, b) => b.severity - a.severity).map(({ group }) => group);
}

function areOne({ workload: one }: Service, { workload: other }: Service): boolean {
  return one.name === other.name && one.namespace === other.namespace;
}

function isMainContainer({ workload: { name, container = name } }: Service): boolean {
  return container === name;
}

/** No one knows of which workload the missing ones are: each thread of the call says that there are some. */
function saying(alerts: readonly Alert[], leftOut: number): readonly Alert[] {
  const said = new Set<string>();
  return alerts.map((alert) => {
    const { workload } = alert.subject;
    const key = workload === undefined ? alert.name : workloadKey(workload);
    if (said.has(key)) return alert;
    said.add(key);
    return { ...alert, leftOut };
  });
}

/** In the thread of the message; beside it where it is about another workload first. */
function placeBy({ channel, ts, further }: PostedAs): Place {
  return { channel, ...(further === undefined ? { adopted: { ts } } : { listedIn: { ts, ...further } }) };
}

/** Whether there is a message and a call: nothing more is to be waited for. */
function bothWays(opening: readonly ReceivedAlert[]): boolean {
  const firing = opening.filter(({ alert }) => alert.status === 'firing');
  return [true, false].every((posted) => firing.some(({ alert }) => (alert.post !== undefined) === posted));
}

/** A message may name a pod only as one of a known service's. */
function withPod({ received: { alert }, pod }: PlacedAlert): Alert {
  return alert.subject.pod !== undefined || pod === undefined
    ? alert
    : { ...alert, subject: { ...alert.subject, pod } };
}
