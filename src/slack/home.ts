import * as webApi from '@slack/web-api';
import type { Check } from '../foundation/check.ts';
import type { Clock } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { SerialQueues } from '../foundation/serial-queue.ts';
import type { Muting } from '../investigation/silence/muting.ts';
import type { QuietHours } from '../investigation/silence/quiet-hours.ts';
import type { Investigation } from '../investigation/state/investigation.ts';
import type { Services } from '../service/directory.ts';
import type { Refuse } from './access.ts';
import { homeView, refusedHomeView, type ShownFinding } from './blocks/home.ts';
import { FIXED_BY_PEOPLE, isRefusal } from './courier/problem.ts';
import type { SlackLog } from './delivery.ts';
import type { Gesturer } from './listeners/gesture.ts';

export interface HomeDependencies {
  readonly client: webApi.WebClient;
  readonly clock: Clock;
  readonly log: Pick<SlackLog, 'warn'>;
  readonly allowed: Refuse;
  readonly running: () => Promise<readonly Investigation[]>;
  /** Concluded investigations, those that changed last. */
  readonly concluded: () => Promise<readonly Investigation[]>;
  /** A link to an investigation's thread; undefined before its first message is posted. */
  readonly threadOf: (investigation: Investigation) => Promise<string | undefined>;
  readonly services: Services;
  readonly muting: Pick<Muting, 'inForce' | 'collected'>;
  readonly quietHours?: readonly QuietHours[] | undefined;
  /** How the sources of evidence are, and Slack. */
  readonly health?: (() => readonly Check[]) | undefined;
}

/** Addresses that are remembered: a thread does not move. */
const MOST_LINKS = 1000;

/** The app's own page for each person. Nothing asks for it but people: it is as old as their last look. */
export class HomeTab {
  readonly #means: HomeDependencies;
  readonly #turns = new SerialQueues();
  readonly #links = new Map<string, string>();

  constructor(means: HomeDependencies) {
    this.#means = means;
  }

  /**
   * Draws it for a person, with what became of a click. One after the other for each, so that the last one is the newest.
   * Rejects where the same may succeed later; a refusal of Slack's is for the operator.
   */
  show(person: Gesturer, notice: string): Promise<void> {
    return this.#turns.run(person.id, () => this.#publish(person, notice));
  }

  async #publish(person: Gesturer, notice: string): Promise<void> {
    const { client, log, allowed } = this.#means;
    const refused = await allowed(person);
    const view = refused === undefined ? homeView(await this.#facts(notice)) : refusedHomeView(refused);
    try {
      await client.views.publish({ user_id: person.id, view });
    } catch (error) {
      if (!(error instanceof webApi.WebAPIPlatformError) || !isRefusal(error)) throw error;
      log.warn({ error: explain(error), say: FIXED_BY_PEOPLE[error.data.error] }, 'Slack does not take the Home tab');
    }
  }

  async #facts(notice: string) {
    const { clock, running, concluded, services, muting, quietHours = [], health = () => [] } = this.#means;
    const [open, done, known, mutes, collected] = await Promise.all([
      running(),
      concluded(),
      services('known'),
      muting.inForce(),
      muting.collected(),
    ]);
    return {
      notice,
      now: clock.now(),
      running: await Promise.all(open.map(async (each) => ({ investigation: each, link: await this.#linkOf(each) }))),
      findings: await this.#findingsOf(done),
      services: known,
      whyNone: services.whyNone?.(),
      health: health(),
      mutes,
      collected,
      quietHours,
    };
  }

  async #findingsOf(done: readonly Investigation[]): Promise<readonly ShownFinding[]> {
    const found = done.map(async (investigation): Promise<readonly ShownFinding[]> => {
      const last = investigation.conclusions.findLast(({ superseded }) => superseded === undefined);
      if (last === undefined) return [];
      const { at, finding } = last;
      const { service } = investigation;
      return [{ service, title: finding.title, at, link: await this.#linkOf(investigation) }];
    });
    return (await Promise.all(found)).flat().toSorted((a, b) => b.at - a.at);
  }

  /** A thread without its link is better than no page. */
  async #linkOf(investigation: Investigation): Promise<string | undefined> {
    const known = this.#links.get(investigation.id);
    if (known !== undefined) return known;
    const found = await this.#means.threadOf(investigation).catch(() => undefined);
    if (this.#links.size >= MOST_LINKS) this.#links.clear();
    if (found !== undefined) this.#links.set(investigation.id, found);
    return found;
  }
}
