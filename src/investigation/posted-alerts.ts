import type { Alert } from '../alert/alert.ts';
import { isSameAlert, workloadsAgree } from '../alert/same-alert.ts';
import { placesInTitle } from '../alert/title-places.ts';
import type { Instant } from '../foundation/clock.ts';
import { MINUTE, type Milliseconds, SECOND } from '../measurement/duration.ts';
import { agreeingWith } from '../service/directory.ts';
import type { Service, Workload } from '../service/service.ts';
import { EarlierMessages } from './earlier-messages.ts';
import { namedByWords, type ReadWorkload, readMessage } from './read-message.ts';
import { type NamedBeside, namedByOthers, sameWorkload, withCluster } from './same-workload.ts';
import type { Investigation } from './state/investigation.ts';
import type { InvestigationStore, ReceivedAlert, RecentAlert } from './store.ts';

/**
 * Senders that post an alert into a channel also call the webhook, within a second or two of each other; Slack may deliver
 * the message a few seconds late. Only what would open a thread waits so long, and only where both ways are in use.
 */
const PATIENCE: Milliseconds = 6 * SECOND;

/** A message and a call about one alert are not further apart: groups may wait for each other's interval. */
const TOGETHER: Milliseconds = 10 * MINUTE;

/** What waits, and where it belongs. */
export interface PlacedAlert {
  readonly received: ReceivedAlert;
  readonly workload?: Workload | undefined;
  /** The pod that a message names. */
  readonly pod?: string | undefined;
  /** The investigation that took up the same alert when it came by the other way, or in an earlier message. */
  readonly into?: string | undefined;
  /** That one asks which service it is about: the first workload that is taken into it is the one, and no other. */
  readonly asks?: true | undefined;
  /** Keeps a message whose workload cannot be read, or is not certain, apart from all that does not say the same. */
  readonly alone?: string | undefined;
  /** Until when its message, or its call, is waited for before it opens a thread. */
  readonly until?: Instant | undefined;
}

interface Means {
  readonly store: Pick<
    InvestigationStore,
    'recentAlerts' | 'hasPosted' | 'hasCalled' | 'takerOf' | 'load' | 'running' | 'recentlyConcluded'
  >;
  readonly known: readonly Service[];
  /** When this process began: Slack delivers again what came while none ran, and then it is waited for too. */
  readonly startedAt: Instant;
  readonly workloadOf: (alert: Alert) => Promise<Workload | undefined>;
}

/** Brings together what came by webhook and what another app posted: labels from the one, the thread from the other. */
export class PostedAlerts {
  readonly #means: Means;
  readonly #waiting: readonly ReceivedAlert[];
  readonly #recent = new Map<string, Promise<readonly RecentAlert[]>>();
  readonly #answers = new Map<string, Promise<boolean>>();
  readonly #earlier: EarlierMessages;
  /** What waits, with the workloads that it names. */
  #named: readonly NamedBeside[] | undefined;
  /** What may take alerts still. */
  #open: Promise<readonly (readonly Investigation[])[]> | undefined;

  constructor(means: Means, waiting: readonly ReceivedAlert[]) {
    this.#means = means;
    this.#waiting = waiting;
    this.#earlier = new EarlierMessages({ store: means.store, known: means.known, waiting });
  }

  async place(received: ReceivedAlert): Promise<PlacedAlert> {
    if (received.alert.post === undefined) return this.#called(received);
    const placed = await this.#posted(received);
    const beside = placed.into === undefined && (await this.#earlier.isTaken(received));
    return beside ? { ...placed, received: besideItsMessage(received, this.#waiting) } : placed;
  }

  /** Of a call: the thread that its message opened, or may be about to. */
  async #called(received: ReceivedAlert): Promise<PlacedAlert> {
    const { alert } = received;
    const workload = this.#placed((await this.#means.workloadOf(alert)) ?? namedByWords(alert, this.#means.known));
    if (alert.status !== 'firing') return { received, workload };
    const other = await this.#ofOtherSender(alert, workload);
    const before = await this.#recentOf(alert.source, { posted: true, around: received.receivedAt });
    const { into, asks } = await this.#threadFor(
      alert,
      before.filter((each) => isSameAlert(each.alert, alert) && isNearEnough(each, received)),
    );
    const until = (await this.#expectsMessage(alert.source)) ? this.#patienceFrom(received) : undefined;
    return { received, workload, into: into ?? other, asks, until };
  }

  /** What discovery does not know is as what waits beside it says. */
  #placed(workload: Workload | undefined): Workload | undefined {
    if (workload === undefined || agreeingWith(this.#means.known, workload).length > 0) return workload;
    return withCluster(
      workload,
      this.#waiting.map(({ alert }) => alert),
    );
  }

  /** One incident a workload, also where no source of metrics has shown it yet and each sender names other parts of it. */
  async #ofOtherSender(alert: Alert, workload: Workload | undefined): Promise<string | undefined> {
    if (workload === undefined || agreeingWith(this.#means.known, workload).length > 0) return undefined;
    this.#open ??= Promise.all([this.#means.store.running(), this.#means.store.recentlyConcluded()]);
    return sameWorkload((await this.#open).flat(), alert, workload)?.id;
  }

  /** Of a message that names no workload another call may have said which: then it is not this one's. */
  async #threadFor(called: Alert, messages: readonly RecentAlert[]): Promise<Pick<PlacedAlert, 'into' | 'asks'>> {
    for (const { alert, takenBy } of messages) {
      if (takenBy === undefined) continue;
      if (alert.fingerprint === called.fingerprint || workloadsAgree(alert, called) === 'agree') {
        return { into: takenBy };
      }
      const service = (await this.#means.store.load(takenBy))?.service;
      const subject = { workload: service?.workload, missing: [] };
      if (workloadsAgree({ ...called, subject }, called) !== 'differ') {
        return { into: takenBy, ...(service === undefined ? { asks: true } : {}) };
      }
    }
    return {};
  }

  /** Of a message: what the call of the same alert says of it, else what can be read in it. */
  async #posted(received: ReceivedAlert): Promise<PlacedAlert> {
    const { alert } = received;
    const said = readMessage(alert, this.#means.known);
    const read = { ...said, workload: this.#placed(said.workload) };
    const call = alert.status === 'firing' ? await this.#callOf(received) : undefined;
    if (call !== undefined) {
      const { workload, pod } = call.alert.subject;
      return { received, into: call.takenBy, workload: (await this.#means.workloadOf(call.alert)) ?? workload, pod };
    }
    const { into, workload, apart } = await this.#earlier.placeOf(received, read);
    if (into !== undefined || alert.status !== 'firing') {
      return { received, into, workload: workload ?? read.workload, pod: read.pod };
    }
    if (apart === true) {
      const alone = JSON.stringify([alert.name, read.workload?.name, placesInTitle(alert, read.workload).toSorted()]);
      return { received, ...apartFrom(read), until: await this.#untilCall(received), alone };
    }
    const other = await this.#ofOtherSender(alert, read.workload);
    if (other !== undefined) return { received, ...read, into: other };
    const named = this.#besideIt(alert, read.workload);
    if (named !== undefined) {
      return { received, workload: named, pod: read.pod, until: await this.#untilCall(received) };
    }
    const sure = read.service !== undefined && this.#means.known.includes(read.service);
    const until = sure ? undefined : await this.#untilCall(received);
    return { received, ...read, until, alone: read.workload === undefined ? keyOf(alert) : undefined };
  }

  /** As another sender names it whose alert waits too: one thread, at the first message. */
  #besideIt(alert: Alert, workload: Workload | undefined): Workload | undefined {
    if (workload === undefined || agreeingWith(this.#means.known, workload).length > 0) return undefined;
    this.#named ??= this.#waiting.map((each) => ({
      alert: each.alert,
      workload:
        each.alert.post === undefined
          ? this.#placed(each.alert.subject.workload)
          : readMessage(each.alert, this.#means.known).workload,
    }));
    return namedByOthers(alert, workload, this.#named);
  }

  async #untilCall(received: ReceivedAlert): Promise<Instant | undefined> {
    return (await this.#expectsCall(received.alert.source)) ? this.#patienceFrom(received) : undefined;
  }

  /** The webhook's alert that a message is about: one that waits beside it, or one of the last minutes. */
  async #callOf({ alert, receivedAt }: ReceivedAlert): Promise<Pick<RecentAlert, 'alert' | 'takenBy'> | undefined> {
    const waiting = this.#waiting.find(({ alert: other }) => other.post === undefined && isSameAlert(alert, other));
    if (waiting !== undefined) return waiting;
    const before = await this.#recentOf(alert.source, { posted: false, around: receivedAt });
    return before.find((each) => isSameAlert(alert, each.alert) && isNearEnough({ alert, receivedAt }, each));
  }

  /** In whichever channel it posts: an alert's message may stand in the team's, its webhook names no channel. */
  #expectsMessage(source: string): Promise<boolean> {
    return this.#once(`message ${source}`, () => this.#means.store.hasPosted(source));
  }

  #expectsCall(source: string): Promise<boolean> {
    return this.#once(`call ${source}`, () => this.#means.store.hasCalled(source));
  }

  #patienceFrom({ receivedAt }: ReceivedAlert): Instant {
    return Math.max(receivedAt, this.#means.startedAt) + PATIENCE;
  }

  #once(key: string, ask: () => Promise<boolean>): Promise<boolean> {
    const answer = this.#answers.get(key) ?? ask();
    this.#answers.set(key, answer);
    return answer;
  }

  #recentOf(
    source: string,
    { posted, around }: { readonly posted: boolean; readonly around: Instant },
  ): Promise<readonly RecentAlert[]> {
    const key = `${source} ${posted}`;
    const recent =
      this.#recent.get(key) ?? this.#means.store.recentAlerts({ source, posted, since: around - TOGETHER });
    this.#recent.set(key, recent);
    return recent;
  }
}

/** A title of a group that names no workload is of what is called with it, and not of what the group had before. */
function isNearEnough(
  posted: Pick<RecentAlert, 'alert' | 'receivedAt'>,
  called: Pick<RecentAlert, 'alert' | 'receivedAt'>,
) {
  const anyOf = posted.alert.post?.several === true && workloadsAgree(posted.alert, called.alert) === 'unknown';
  return !anyOf || Math.abs(posted.receivedAt - called.receivedAt) <= 2 * PATIENCE;
}

/** As one of several workloads in a message whose thread is that of another one. */
function besideItsMessage(received: ReceivedAlert, waiting: readonly ReceivedAlert[]): ReceivedAlert {
  const { alert } = received;
  if (alert.post === undefined) return received;
  const { channel, ts } = alert.post;
  const listed = waiting.flatMap(({ alert: { post } }) =>
    post?.channel === channel && post.ts === ts ? [post.further?.of ?? 0] : [],
  );
  return { ...received, alert: { ...alert, post: { ...alert.post, further: { of: Math.max(2, ...listed) } } } };
}

/** The moment until which a thread waits to be opened; undefined where it need not wait any longer. */
export function heldUntil(placed: readonly PlacedAlert[], now: Instant): Instant | undefined {
  const ends = placed.flatMap(({ until, received: { receivedAt } }) =>
    // A clock that was set back must not hold an alert.
    until === undefined || until <= now || receivedAt > now ? [] : [until],
  );
  return ends.length === 0 ? undefined : Math.max(...ends);
}

/** A service whose namespace the title does not name is none that it could be. */
function apartFrom({ workload, pod }: ReadWorkload): Pick<PlacedAlert, 'workload' | 'pod'> {
  return { workload: workload?.namespace === undefined ? workload : undefined, pod };
}

function keyOf({ name, post }: Alert): string {
  const said = post === undefined || post.values.length === 0 ? post?.text : [...post.values].sort();
  return JSON.stringify([name, said]);
}
