import type { App, BlockAction, BlockElementAction, webApi } from '@slack/bolt';
import type { Conduct } from '../../investigation/conduct.ts';
import type { OutboxStore } from '../../investigation/outbox.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { ACTIONS, type Address, readAddress } from '../blocks/action-ids.ts';
import { ISSUE_MODAL } from '../blocks/issue-modal.ts';
import { refusalText } from '../refusal.ts';
import { gestureId } from './gesture.ts';
import { showDraft } from './issue.ts';
import { eventOf, type MeaningDependencies } from './meaning.ts';
import { orSay } from './or-say.ts';

export interface ActionDependencies extends MeaningDependencies {
  readonly conduct: Conduct;
  readonly outbox: Pick<OutboxStore, 'slotOf' | 'firstSight'>;
  /** A link to an investigation's thread; undefined before its first message is posted. */
  readonly threadOf: (investigation: string) => Promise<string | undefined>;
  readonly load: (id: string) => Promise<Investigation | undefined>;
  /** Undefined when the person may act; else why not. */
  readonly refuse: (person: string, channel: string) => Promise<string | undefined>;
}

const DID_NOT_WORK = 'That did not work; the operator’s log says why.';

interface Click {
  readonly action: BlockElementAction;
  readonly body: BlockAction;
  readonly client: webApi.WebClient;
}

/** Buttons and menus: ack, read the address, hand the event on, tell the one who came late. */
export function listenToActions(app: App, dependencies: ActionDependencies): void {
  app.action(/.*/, async ({ ack, action, body, client }) => {
    await ack();
    if (body.type !== 'block_actions' || !('action_id' in action)) return;
    const click: Click = { action, body, client };
    if (!(await dependencies.outbox.firstSight(gestureId(body), dependencies.clock.now()))) return;
    await orSay(onClick(dependencies, click), () => whisper(click, DID_NOT_WORK));
  });
  // What was copied needs no word.
  app.view(ISSUE_MODAL, ({ ack }) => ack());
}

async function onClick(dependencies: ActionDependencies, click: Click): Promise<void> {
  const channel = click.body.channel?.id;
  const say = (text: string) => whisper(click, text);
  if (channel === undefined) return;
  const refused = await dependencies.refuse(click.body.user.id, channel);
  if (refused !== undefined) return say(refused);
  const address = await addressOf(dependencies, click);
  const investigation = address && (await dependencies.load(address.investigation));
  if (address === undefined || investigation === undefined) return say(refusalText({ kind: 'unknown' }));
  if (click.action.action_id === ACTIONS.draftIssue) {
    const { client, body } = click;
    const wish = { address, investigation, trigger: body.trigger_id };
    return showDraft({ client, threadOf: dependencies.threadOf, say }, wish);
  }
  const event = await eventOf(dependencies, { action: click.action, by: click.body.user.id, address, investigation });
  if (event === undefined) return say(refusalText({ kind: 'unknown' }));
  const outcome = await dependencies.conduct.handle(address.investigation, event);
  if (outcome?.refusal === undefined) return;
  // The same person saying the same thing twice is a double click, not a question.
  const { refusal } = outcome;
  const again =
    refusal.kind === 'already-answered' && event.kind === 'answered' && refusal.answer.value === event.answer;
  if (again && refusal.answer.by.id === click.body.user.id) return;
  await say(refusalText(refusal));
}

/** Buttons carry their address; a menu's message tells whose it is. */
async function addressOf(dependencies: ActionDependencies, { action, body }: Click): Promise<Address | undefined> {
  if (action.type === 'button') return readAddress(action.value);
  if (action.type === 'overflow') return readAddress(action.selected_option.value.split(' ').slice(1).join(' '));
  const [channel, ts] = [body.channel?.id, body.message?.ts];
  const owner = channel && ts ? await dependencies.outbox.slotOf(channel, ts) : undefined;
  return owner && { investigation: owner.investigation, step: owner.slot.replace(/^step\//, '') };
}

async function whisper({ body, client }: Click, text: string): Promise<void> {
  const channel = body.channel?.id;
  if (channel === undefined) return;
  const thread = (body.message as { thread_ts?: string } | undefined)?.thread_ts;
  await client.chat.postEphemeral({
    channel,
    user: body.user.id,
    text,
    ...(thread === undefined ? {} : { thread_ts: thread }),
  });
}
