import type { Message } from '../../scripts/workspace/model.ts';
import { CHANNEL, type Office, slotOf } from '../support/bot.ts';

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
export function question(office: Office): Promise<Message> {
  return office.workspace.until(() => office.thread().find(isQuestion), { what: 'a question', timeoutMs: 10_000 });
}

/** What Leakbot would answer; unclear where it does not know. */
export function recommended(message: Message): string {
  const favourite = elementsOf(message).find((element) => element.style === RECOMMENDED);
  return favourite?.action_id ?? 'answer.unclear';
}

/** Dana answers every question as recommended, until the conclusion is told. */
export async function answerAll(office: Office): Promise<Message> {
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
  await office.told();
  const conclusion = office.thread().find(isConclusion);
  if (conclusion === undefined) throw new Error('the conclusion went away');
  return conclusion;
}

/** The slots of a thread's messages in their order: what was told, and how often. */
export function slotsOf(office: Office): readonly string[] {
  return office.thread().map((message) => slotOf(message) ?? `files ${message.fileIds.length}`);
}

/** What the whole thread of the recorded leak tells when every answer is the recommended one. */
export const WHOLE_THREAD = [
  'root',
  'status',
  'step/rss-growing.1',
  'step/goroutines-growing.1',
  'step/live-heap-growing.1',
  'conclusion/1',
] as const;

/** The files that messages show as pictures, in the thread's order. */
export function picturesOf(office: Office): readonly string[] {
  return office
    .thread()
    .flatMap((message) => message.blocks)
    .flatMap((block) => (block['slack_file'] === undefined ? [] : [(block['slack_file'] as { id: string }).id]));
}
