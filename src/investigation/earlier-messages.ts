import type { Alert } from '../alert/alert.ts';
import { isSameMessage } from '../alert/same-alert.ts';
import { placedElsewhere, placesConflict, placesInTitle } from '../alert/title-places.ts';
import { DAY } from '../measurement/duration.ts';
import type { Service, Workload } from '../service/service.ts';
import { type ReadWorkload, readMessage } from './read-message.ts';
import type { InvestigationStore, ReceivedAlert, RecentAlert } from './store.ts';

/** Where a message belongs by what was said before it. */
export interface Place {
  /** The investigation that has what the message is about. */
  readonly into?: string | undefined;
  /** What the message is about, where an earlier word says more of it. */
  readonly workload?: Workload | undefined;
  /** What is under way may be of another workload that is called alike: the message is kept apart from it. */
  readonly apart?: true | undefined;
}

interface EarlierMeans {
  readonly store: Pick<InvestigationStore, 'recentAlerts' | 'takerOf' | 'load'>;
  readonly known: readonly Service[];
  /** What is taken up together, in its order. */
  readonly waiting: readonly ReceivedAlert[];
}

/**
 * Values in titles have no names: two messages of which one says `web a` and the other `web b` may be of two namespaces. Only
 * a message that says nothing else than an earlier one, or the call of its workload, goes into the same thread.
 */
export class EarlierMessages {
  readonly #store: EarlierMeans['store'];
  readonly #known: readonly Service[];
  readonly #waiting: readonly ReceivedAlert[];
  readonly #recent = new Map<string, Promise<readonly RecentAlert[]>>();
  readonly #workloads = new Map<string, Promise<Workload | undefined>>();

  constructor({ store, known, waiting }: EarlierMeans) {
    this.#store = store;
    this.#known = known;
    this.#waiting = waiting;
  }

  async placeOf(received: ReceivedAlert, read: ReadWorkload): Promise<Place> {
    const { alert } = received;
    const firing = alert.status === 'firing';
    if (read.workload === undefined && (!firing || alert.post?.ofGroup !== true)) {
      const same = firing ? undefined : await this.#sameMessage(received);
      return { into: same ?? (await this.#store.takerOf(alert.fingerprint)) };
    }
    const into = await this.#sameMessage(received);
    if (into !== undefined) return { into, workload: read.workload && (await this.#workloadOf(into)) };
    return read.workload === undefined ? {} : this.#calledAlike(received, read.workload);
  }

  /** Whether the thread of the message is another workload's, which it named before it was edited. */
  async isTaken({ alert, receivedAt }: ReceivedAlert): Promise<boolean> {
    const { post } = alert;
    if (post === undefined || post.further !== undefined) return false;
    const before = await this.#recentOf({ alert, receivedAt }, true);
    return before.some(
      ({ takenBy, alert: { post: other } }) =>
        takenBy !== undefined && other?.channel === post.channel && other.ts === post.ts && other.further === undefined,
    );
  }

  async #sameMessage(received: ReceivedAlert): Promise<string | undefined> {
    const before = await this.#recentOf(received, true);
    return before.find((each) => each.takenBy !== undefined && isSameMessage(received.alert, each.alert))?.takenBy;
  }

  /** Of what was said of workloads with that name: the newest that may be the same one, or that none of them may be. */
  async #calledAlike(received: ReceivedAlert, workload: Workload): Promise<Place> {
    const places = placesInTitle(received.alert, workload);
    if (places.length === 0 || (workload.namespace !== undefined && !placedElsewhere(places, workload))) return {};
    let others = this.#besideIt(received, workload).filter(({ alert }) => !mayBeOne(places, alert, workload)).length;
    for (const { alert, takenBy } of await this.#before(received)) {
      const taken = takenBy === undefined ? undefined : await this.#workloadOf(takenBy);
      if (taken === undefined || taken.name !== workload.name) continue;
      if (!mayBeOne(places, alert, taken)) others += 1;
      else return { into: takenBy, workload: placedElsewhere(places, taken) ? undefined : taken };
    }
    return others === 0 ? {} : { apart: true };
  }

  /** Messages that wait too: the gravest of them is taken up first, whichever came first. */
  #besideIt({ id, alert: { source } }: ReceivedAlert, { name }: Workload): readonly ReceivedAlert[] {
    const posted = this.#waiting.filter(
      ({ id: other, alert }) => other !== id && alert.post !== undefined && alert.status === 'firing',
    );
    return posted.filter(
      ({ alert }) => alert.source === source && readMessage(alert, this.#known).workload?.name === name,
    );
  }

  async #before(received: ReceivedAlert): Promise<readonly RecentAlert[]> {
    return [...(await this.#recentOf(received, true)), ...(await this.#recentOf(received, false))];
  }

  /** A storm asks once. */
  #workloadOf(investigation: string): Promise<Workload | undefined> {
    const known =
      this.#workloads.get(investigation) ??
      this.#store.load(investigation).then((each) => each?.openedFor ?? each?.service?.workload);
    this.#workloads.set(investigation, known);
    return known;
  }

  #recentOf(
    { alert: { source }, receivedAt }: Pick<ReceivedAlert, 'alert' | 'receivedAt'>,
    posted: boolean,
  ): Promise<readonly RecentAlert[]> {
    const key = `${source} ${posted}`;
    const recent = this.#recent.get(key) ?? this.#store.recentAlerts({ source, posted, since: receivedAt - DAY });
    this.#recent.set(key, recent);
    return recent;
  }
}

/** Whether what an earlier alert said of its place leaves it possible that the later one is about the same workload. */
function mayBeOne(places: readonly string[], earlier: Alert, workload: Workload): boolean {
  if (earlier.post === undefined) {
    const words = new Set(Object.values(earlier.labels).flatMap((value) => value.split(/\s+/)));
    return places.every((place) => words.has(place));
  }
  const before = placesInTitle(earlier, workload);
  const known = [workload.namespace, workload.cluster].filter((part) => part !== undefined);
  return !placesConflict(places, [...before, ...known]);
}
