import { setTimeout as sleep } from 'node:timers/promises';
import { SECOND } from '../../src/measurement/duration.ts';
import { seededRandom } from '../corpus/seeded-random.ts';
import type { Message } from '../workspace/model.ts';
import type { Workspace } from '../workspace/workspace.ts';

/** What people did during a soak, and what became of it. */
export interface Gestures {
  made: number;
  acknowledged: number;
  /** Milliseconds from each click to its acknowledgement. */
  readonly waits: number[];
  /** The messages whose question was answered last by a click, and not taken back. */
  readonly answered: Map<string, Message>;
}

interface Scene {
  readonly workspace: Workspace;
  readonly channels: readonly string[];
  readonly services: readonly string[];
  readonly signal: AbortSignal;
}

const BETWEEN = 2 * SECOND;
const PEOPLE = ['dana', 'sam'];

/** Someone answers, takes back, asks for reports or starts an investigation, every two seconds. */
export async function clickAround({ workspace, channels, services, signal }: Scene, gestures: Gestures): Promise<void> {
  const random = seededRandom(1);
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)];
  while (!signal.aborted) {
    await sleep(BETWEEN);
    const person = workspace.as(pick(PEOPLE) ?? 'dana');
    const dice = random();
    if (dice < 0.1) {
      await noted(gestures, () => person.command(`/leak ${pick(services) ?? ''}`, pick(channels) ?? ''));
      continue;
    }
    const wanted = dice < 0.2 ? /^change$/ : dice < 0.3 ? /^report$/ : /^answer\./;
    const found = pick(buttonsIn(workspace, channels).filter(({ button }) => wanted.test(button)));
    if (found === undefined) continue;
    const { message, button } = found;
    await noted(
      gestures,
      () => person.click({ channel: message.channel, ts: message.ts }, button),
      () => {
        if (button.startsWith('answer.')) gestures.answered.set(`${message.channel} ${message.ts}`, message);
        else gestures.answered.delete(`${message.channel} ${message.ts}`);
      },
    );
  }
}

async function noted(
  gestures: Gestures,
  act: () => Promise<{ readonly acknowledged: boolean }>,
  done: () => void = () => undefined,
): Promise<void> {
  gestures.made += 1;
  const start = performance.now();
  // A message may change between the look and the click: then nothing was clicked.
  const receipt = await act().catch(() => undefined);
  if (receipt === undefined) gestures.made -= 1;
  if (receipt?.acknowledged !== true) return;
  gestures.acknowledged += 1;
  gestures.waits.push(performance.now() - start);
  done();
}

interface Button {
  readonly message: Message;
  readonly button: string;
}

function buttonsIn(workspace: Workspace, channels: readonly string[]): readonly Button[] {
  const threads = channels.flatMap((channel) =>
    workspace.messages(channel).flatMap(({ ts }) => workspace.thread({ channel, ts })),
  );
  return threads.flatMap((message) => actionsOf(message).map((button) => ({ message, button })));
}

/** Whether a message asks a question that no one has answered. */
export function asks(message: Message): boolean {
  return actionsOf(message).includes('answer.yes');
}

function actionsOf({ blocks }: Message): readonly string[] {
  return blocks.flatMap((block) => {
    const elements = [block['accessory'] ?? [], block['elements'] ?? []].flat() as readonly { action_id?: string }[];
    return elements.flatMap(({ action_id: id }) => id ?? []);
  });
}
