import type { Message } from '../../scripts/workspace/model.ts';
import { CHANNEL, type Scene, slotOf } from '../support/bot.ts';

const RECOMMENDED = 'primary';

interface Element {
  readonly type?: string;
  readonly action_id?: string;
  readonly style?: string;
}

export function elementsOf(message: Message): readonly Element[] {
  return message.blocks.flatMap((block) => [
    ...((block['elements'] ?? []) as readonly Element[]),
    ...(block['accessory'] === undefined ? [] : [block['accessory'] as Element]),
  ]);
}

export function isQuestion(message: Message): boolean {
  return elementsOf(message).some((element) => element.action_id === 'answer.yes');
}

export function isConclusion(message: Message): boolean {
  return elementsOf(message).some((element) => element.action_id === 'report');
}

/** The question that waits for an answer, once it is there. */
export function question(office: Scene): Promise<Message> {
  return office.workspace.until(() => office.thread().find(isQuestion), { what: 'a question', timeoutMs: 10_000 });
}

/** What Leakbot would answer; unclear where it does not know. */
export function recommended(message: Message): string {
  const favourite = elementsOf(message).find((element) => element.style === RECOMMENDED);
  return favourite?.action_id ?? 'answer.unclear';
}

/** Dana answers every question as recommended, until the conclusion is reported. */
export async function answerAll(office: Scene): Promise<Message> {
  const seen = new Set<string>();
  for (;;) {
    const next = await office.workspace.until(
      () =>
        office.thread().find((message) => isQuestion(message) && !seen.has(message.ts)) ??
        office.thread().find(isConclusion),
      { what: 'a question or the conclusion', timeoutMs: 15_000 },
    );
    if (isConclusion(next)) break;
    seen.add(next.ts);
    await office.workspace.as('dana').click({ channel: CHANNEL, ts: next.ts }, recommended(next));
  }
  await office.settled();
  const conclusion = office.thread().find(isConclusion);
  if (conclusion === undefined) throw new Error('the conclusion went away');
  return conclusion;
}

/** The slots of a thread's messages in their order: what was reported, and how often. */
export function slotsOf(office: Scene): readonly string[] {
  return office.thread().map((message) => slotOf(message) ?? `files ${message.fileIds.length}`);
}

/** What the whole thread of the recorded leak shows when every answer is the recommended one. */
export const WHOLE_THREAD = [
  'root',
  'status',
  'step/goroutines-growing.1',
  'step/live-heap-growing.1',
  'conclusion/1',
] as const;

/** The files that messages show as pictures, in the thread's order. */
export function picturesOf(office: Scene): readonly string[] {
  return office
    .thread()
    .flatMap((message) => message.blocks)
    .flatMap((block) => (block['slack_file'] === undefined ? [] : [(block['slack_file'] as { id: string }).id]));
}

/** Dana clicks what is recommended whenever a question has buttons, until `over`: a click that got lost is made again. */
export async function keepAnswering(office: Scene, over: () => boolean): Promise<void> {
  while (!over()) {
    const asked = office.thread().find(isQuestion);
    if (asked !== undefined && office.workspace.connections() > 0) {
      await office.workspace.as('dana').click({ channel: CHANNEL, ts: asked.ts }, recommended(asked));
    }
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** What is wrong with a thread that should be whole: messages, pictures, files, buttons, reactions. */
export function faultsOf(office: Scene): readonly string[] {
  const thread = office.thread();
  const slots = slotsOf(office);
  const pictures = picturesOf(office);
  const files = office.workspace.files().filter((file) => file.readyAt !== undefined);
  const unseen = files.filter((file) => !pictures.includes(file.id));
  const unanswered = thread.filter(
    (message) => /^(status$|step[/])/.test(slotOf(message) ?? '') && !isAnswered(message),
  );
  const reactions = [...(thread[0]?.reactions.keys() ?? [])];
  return [
    ...(slots.join() === WHOLE_THREAD.join() ? [] : [`the thread is ${slots.join(', ')}`]),
    ...(pictures.length === 4 ? [] : [`${pictures.length} pictures`]),
    ...unseen.map((file) => `no one sees ${file.id} ${file.name}`),
    ...unanswered.map((message) => `not answered: ${message.text}`),
    ...(JSON.stringify(thread[1]?.blocks).includes('✅') ? [] : ['the status line is behind']),
    ...(reactions.join() === 'white_check_mark' ? [] : [`the root wears ${reactions.join()}`]),
    ...(office.workspace.messages(CHANNEL).length === 2
      ? []
      : ['more than the root and the conclusion in the channel']),
  ];
}

function isAnswered(message: Message): boolean {
  return elementsOf(message).some((element) => element.action_id === 'change');
}
