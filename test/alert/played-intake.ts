import { onTestFinished } from 'vitest';
import { eventLoopTurns } from '../../src/adapters/alarm/event-loop-turns.ts';
import { SqlInvestigationStore } from '../../src/adapters/stores/investigation-store.ts';
import type { Post } from '../../src/alert/post.ts';
import { postReading } from '../../src/alert/posts.ts';
import { alertKind } from '../../src/alert/rules.ts';
import { alertSenders, POST_READERS } from '../../src/alert/senders.ts';
import type { Answer } from '../../src/diagnosis/judgement.ts';
import { NO_CAPTURER } from '../../src/evidence/no-capturer.ts';
import { Conductor } from '../../src/investigation/conduct.ts';
import { AlertDesk } from '../../src/investigation/intake.ts';
import { NO_SILENCE } from '../../src/investigation/silence/silences.ts';
import { alertCount } from '../../src/investigation/state/alerts.ts';
import type { Investigation } from '../../src/investigation/state/investigation.ts';
import type { Service } from '../../src/service/service.ts';
import { aJudgement, aService, DANA } from '../support/investigations.ts';
import { anEmptyDatabase } from '../support/test-database.ts';

/** The real intake over a store in memory, to which senders call and in whose channel they post. */
export interface PlayedIntake {
  call(sender: string, body: unknown): Promise<void>;
  see(post: Post): Promise<void>;
  /** All that was begun, the oldest first. */
  investigations(): Promise<readonly Investigation[]>;
  /** Lets time pass, in milliseconds, and takes up what waited for it. */
  pass(time: number): Promise<void>;
  /** The process is replaced by another, over the same store. */
  restart(): Promise<void>;
  /** Dana answers the question that stands open. */
  answer(investigation: string, answer: Answer): Promise<void>;
  /** Dana cancels it. */
  cancel(investigation: string): Promise<void>;
  /** The selectors by which metrics were asked for, in their order. */
  readonly looked: readonly string[];
  /** What was heard and begins or changes nothing, in words. */
  readonly unheard: readonly string[];
}

const SENDERS = alertSenders([]);
const readPost = postReading({ readers: POST_READERS, channels: [], kindOf: alertKind });

export async function aPlayedIntake(
  services: readonly Service[] = [aService()],
  { apart = 60_000 }: { readonly apart?: number } = {},
): Promise<PlayedIntake> {
  const database = await anEmptyDatabase();
  const store = new SqlInvestigationStore(database);
  const problems: unknown[] = [];
  let ids = 0;
  // Unless a test says otherwise more than any patience lies between two things, so that nothing is held.
  let now = Date.UTC(2026, 10, 23, 3, 5);
  const clock = { now: () => now };
  const looked: string[] = [];
  const started = () => {
    const conduct = new Conductor({
      store,
      clock,
      observe: ({ service }) => {
        looked.push(JSON.stringify(service?.selector));
        return Promise.resolve({ pod: 'x2x', facts: { judgement: aJudgement(), gaps: [] } });
      },
      conclude: () => Promise.reject(new Error('not asked for here')),
      capturer: NO_CAPTURER,
      changed: () => undefined,
      report: (_, error) => problems.push(error),
    });
    const desk = new AlertDesk({
      store,
      conduct,
      clock,
      newId: () => `inv-${++ids}`,
      services: () => Promise.resolve(services),
      alarm: () => () => undefined,
      turns: eventLoopTurns(),
      silences: NO_SILENCE,
      channel: 'C0LEAKBOT',
      report: (_, error) => problems.push(error),
    });
    return { conduct, desk };
  };
  let { conduct, desk } = started();
  onTestFinished(async () => {
    await conduct.idle();
    await database.destroy();
    if (problems.length > 0) throw problems[0];
  });
  const unheard: string[] = [];
  const received = async (...call: Parameters<AlertDesk['receive']>) => {
    await desk.receive(...call);
    await desk.takeUp();
    await pass(apart);
  };
  const pass = async (time: number) => {
    now += time;
    await desk.takeUp();
    await conduct.idle();
  };
  return {
    unheard,
    looked,
    pass,
    async restart() {
      // What a killed process had under way is left undone.
      await conduct.stop();
      await desk.stop();
      ({ conduct, desk } = started());
      await conduct.resume();
      await pass(0);
    },
    async answer(id, answer) {
      const step = (await store.load(id))?.steps.at(-1)?.key ?? '';
      await conduct.handle(id, { kind: 'answered', step, answer, by: DANA, at: now });
      await conduct.idle();
    },
    async cancel(id) {
      await conduct.handle(id, { kind: 'cancelled', by: DANA, at: now });
      await conduct.idle();
    },
    async call(sender, body) {
      const reading = await SENDERS.find(({ name }) => name === sender)?.read(Buffer.from(JSON.stringify(body)), {
        kindOf: alertKind,
      });
      if (reading?.kind !== 'alerts') throw new Error(`${sender}: ${reading?.problem ?? 'no such sender'}`);
      if (reading.test === true) unheard.push('test');
      else if (reading.ignored > 0) unheard.push('counted as ignored');
      await received(reading.alerts, { leftOut: reading.truncated });
    },
    async see(post) {
      const outcome = readPost(post);
      if (outcome.kind !== 'other') await desk.seen(outcome.kind === 'ignored' ? outcome.source : outcome.alert.source);
      if (outcome.kind === 'alert') await received([outcome.alert, ...outcome.further]);
      else unheard.push(outcome.kind === 'ignored' ? 'counted as ignored' : 'not recognised');
    },
    async investigations() {
      const found = await Promise.all(Array.from({ length: ids }, (_, index) => store.load(`inv-${index + 1}`)));
      return found.filter((each) => each !== undefined);
    },
  };
}

/** `thread of its own, prod/markets-api, 2 alerts, over`: what people would see. */
export function threadText(investigation: Investigation): string {
  const { place, service, leftOut, notes, alerts } = investigation;
  const { namespace = '?', name } = service?.workload ?? { name: '?' };
  const pods = new Set(alerts.map(({ pod }) => pod).filter((pod) => pod !== undefined)).size;
  return [
    place.adopted === undefined ? 'a thread of its own' : 'in the message’s thread',
    service === undefined ? 'asks for the service' : `${namespace}/${name}`,
    `${alertCount(investigation)} alert${alertCount(investigation) === 1 ? '' : 's'}`,
    `${pods} pod${pods === 1 ? '' : 's'}`,
    ...(leftOut === undefined || leftOut === 0 ? [] : [`${leftOut} left out`]),
    ...(notes.some(({ kind }) => kind === 'resolved') ? ['over'] : []),
  ].join(', ');
}
