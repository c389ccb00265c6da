import { expect, test } from 'vitest';
import { seededRandom } from '../../scripts/corpus/seeded-random.ts';
import type { Receipt } from '../../scripts/workspace/intake/envelope.ts';
import type { Message } from '../../scripts/workspace/model.ts';
import { elementsOf, isQuestion } from '../e2e/story.ts';
import { CHANNEL, seen, slotOf } from '../support/bot.ts';
import { aKillableBot, type KillableBot } from '../support/killable-bot.ts';

/** How many kill -9, and from which seed: `KILLS=1000 SEED=7 npm run test:long`. */
const KILLS = Number(process.env['KILLS'] ?? (process.env['LEAKBOT_LONG'] === 'short' ? 6 : 200));
const SEED = Number(process.env['SEED'] ?? 1);

/** In milliseconds after the acknowledgement. */
const LATEST_KILL = 500;
const PATIENCE = 30_000;

/** Something that Dana does, and what is to be seen once it is done. */
interface Doing {
  readonly name: string;
  act(): Promise<Receipt>;
  done(): boolean;
}

test(`${KILLS} kill -9 at 0 to ${LATEST_KILL} ms after a gesture’s ack: none is lost, none is done twice`, async () => {
  const random = seededRandom(SEED);
  const office = await aKillableBot();
  const tally = new Map<string, number>();
  const waits: number[] = [];
  try {
    await office.start();
    await seen(() => questionOf(office) !== undefined, PATIENCE);
    while (waits.length < KILLS) {
      for (const doing of round(office, rootsOf(office).length + 1)) {
        if (waits.length === KILLS) break;
        await office.settled();
        expect(await doing.act(), doing.name).toMatchObject({ acknowledged: true });
        // More of them early: what is to be done is done within some 50 ms.
        const wait = Math.floor(random() ** 2 * LATEST_KILL);
        await new Promise((resolve) => setTimeout(resolve, wait));
        await office.kill();
        await office.start();
        if (random() < 0.5) await redeliverLast(office);
        await seen(doing.done, PATIENCE);
        waits.push(wait);
        tally.set(doing.name, (tally.get(doing.name) ?? 0) + 1);
      }
    }
    await office.settled();
    expect(rootsOf(office)).toHaveLength(1 + (tally.get('command') ?? 0));
    for (const { ts } of rootsOf(office)) {
      const slots = office.workspace.thread({ channel: CHANNEL, ts }).map(slotOf);
      expect(slots.filter((slot, index) => slots.indexOf(slot) !== index)).toEqual([]);
    }
    const whispers = office.workspace.as('dana').ephemerals();
    // A mute names its end to the second, so no two of them are answered alike.
    const mutes = whispers.filter(({ text }) => text.startsWith('🔕')).map(({ text }) => text);
    expect(new Set(mutes).size).toBe(mutes.length);
    expect(mutes.length).toBeLessThanOrEqual(tally.get('mute') ?? 0);
    expect(whispers.length - mutes.length).toBeLessThanOrEqual(tally.get('unmute') ?? 0);
    expect(whispers.filter(({ text }) => !/^(?:🔕|🔔|`[^`]+` is not muted)/u.test(text))).toEqual([]);
  } finally {
    await office.close();
  }
  const done = [...tally].map(([name, times]) => `${times} × ${name}`).join(', ');
  process.stdout.write(
    `${waits.length} kills, ${Math.min(...waits)} to ${Math.max(...waits)} ms after the ack: ${done}\n`,
  );
});

/** Ends the thread there is, begins the next one, answers, takes it back, mutes the workload, ends that and answers again. */
function* round(office: KillableBot, threads: number): Generator<Doing> {
  const dana = office.workspace.as('dana');
  const click = (button: string): Promise<Receipt> => {
    const message = newest(office).find((each) => elementsOf(each).some(({ action_id: id }) => id === button));
    if (message === undefined) throw new Error(`no button ${button}`);
    return dana.click({ channel: CHANNEL, ts: message.ts }, button);
  };
  const answered = () => newest(office).some((each) => elementsOf(each).some(({ action_id: id }) => id === 'change'));
  const begun = () => rootsOf(office).length === threads && questionOf(office) !== undefined;
  yield {
    name: 'cancel',
    act: () => click('cancel'),
    done: () => newest(office).some((message) => slotOf(message) === 'note/cancelled'),
  };
  yield { name: 'command', act: () => dana.command('/leak markets-api', CHANNEL), done: begun };
  yield { name: 'answer', act: () => click('answer.yes'), done: answered };
  yield { name: 'change', act: () => click('change'), done: () => questionOf(office) !== undefined && !answered() };
  const note = (sign: string) => () =>
    newest(office).some((message) => slotOf(message) === 'note/muted' && message.text.startsWith(sign));
  yield { name: 'mute', act: () => dana.command('/leak mute markets-api 2h', CHANNEL), done: note('🔕') };
  yield { name: 'unmute', act: () => dana.command('/leak unmute markets-api', CHANNEL), done: note('🔔') };
  yield { name: 'answer', act: () => click('answer.yes'), done: answered };
}

function rootsOf(office: KillableBot): readonly Message[] {
  return office.workspace.messages(CHANNEL).filter((message) => slotOf(message) === 'root');
}

function newest(office: KillableBot): readonly Message[] {
  const root = rootsOf(office).at(-1);
  return root === undefined ? [] : office.workspace.thread({ channel: CHANNEL, ts: root.ts });
}

function questionOf(office: KillableBot): Message | undefined {
  return newest(office).find(isQuestion);
}

/** As Slack does when the acknowledgement did not reach it. */
async function redeliverLast(office: KillableBot): Promise<void> {
  const last = office.workspace.deliveries.findLast(({ envelope }) => envelope.type !== 'events_api');
  await seen(() => office.workspace.connections() > 0, PATIENCE);
  await office.workspace.redeliver(last?.id ?? '');
}
