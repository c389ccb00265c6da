import { currentSteps, type Investigation, type Step } from '../../src/investigation/state/investigation.ts';
import type { Message } from '../workspace/model.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { Stage } from './stage.ts';

/** A bot whose investigations can be read back: the demo's, or a running one. */
interface Played {
  readonly bot: Pick<Stage['bot'], 'store' | 'idle'>;
}

/** How long one step may take: it is a second or two on a quiet machine. */
const PATIENCE = 60_000;

const BUTTON = { yes: 'answer.yes', no: 'answer.no', unclear: 'answer.unclear' } as const;

type OnMessage = (message: Message) => void;

/** Clicks through the investigation as Leakbot recommends, as Dana would; returns it concluded. */
export async function playThrough(
  stage: Played,
  workspace: Workspace,
  onMessage: OnMessage = () => undefined,
): Promise<Investigation> {
  const root = await workspace.until(() => workspace.messages('alerts').at(-1), {
    what: 'the alert',
    timeoutMs: PATIENCE,
  });
  const where = { channel: 'alerts', ts: root.ts };
  const id = String(
    (workspace.shape(root)['metadata'] as { event_payload: { investigation: string } }).event_payload.investigation,
  );
  const seen = new Set<string>();
  for (;;) {
    const message = await workspace.until(
      () =>
        workspace.thread(where).find((each) => !seen.has(each.ts) && isAnswerable(each)) ??
        conclusionIn(workspace, where),
      { what: 'the next question or the conclusion', timeoutMs: PATIENCE },
    );
    if (!isAnswerable(message)) break;
    seen.add(message.ts);
    onMessage(message);
    const investigation = await load(stage, id);
    const step = currentSteps(investigation).findLast(
      (each): each is Extract<Step, { status: 'asked' }> => each.status === 'asked',
    );
    if (step === undefined) continue;
    await workspace.as('dana').click({ channel: 'alerts', ts: message.ts }, BUTTON[step.facts.judgement.answer]);
  }
  await stage.bot.idle();
  return load(stage, id);
}

async function load(stage: Played, id: string): Promise<Investigation> {
  const investigation = await stage.bot.store.load(id);
  if (investigation === undefined) throw new Error(`no investigation ${id}`);
  return investigation;
}

function actionsOf(message: Message): readonly string[] {
  return message.blocks.flatMap((block) => {
    const elements = (block['elements'] ?? []) as readonly { readonly action_id?: string }[];
    return elements.map((element) => element.action_id ?? '');
  });
}

function isAnswerable(message: Message): boolean {
  return actionsOf(message).includes(BUTTON.yes);
}

function conclusionIn(workspace: Workspace, where: { channel: string; ts: string }): Message | undefined {
  return workspace.thread(where).find((message) => actionsOf(message).includes('report'));
}
