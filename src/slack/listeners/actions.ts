import type { App, BlockAction, BlockElementAction, webApi } from '@slack/bolt';
import type { Clock } from '../../foundation/clock.ts';
import type { Conduct } from '../../investigation/conduct.ts';
import type { OutboxStore } from '../../investigation/outbox.ts';
import type { Refusal } from '../../investigation/state/effect.ts';
import type { InvestigationEvent } from '../../investigation/state/event.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { readSlot } from '../../investigation/state/slot.ts';
import type { Service } from '../../service/service.ts';
import { type Address, readAddress, readOption } from '../blocks/action-ids.ts';
import { ISSUE_MODAL } from '../blocks/issue-modal.ts';
import { type Press, readPress } from '../blocks/press.ts';
import { refusalText } from '../refusal.ts';
import { gestureId } from './gesture.ts';
import { showDraft } from './issue.ts';
import { meaningOf } from './meaning.ts';
import { orSay } from './or-say.ts';

export interface ActionDependencies {
  readonly clock: Clock;
  readonly services: () => Promise<readonly Service[]>;
  readonly conduct: Conduct;
  readonly outbox: Pick<OutboxStore, 'slotOf' | 'firstSight'>;
  /** A link to an investigation's thread; undefined before its first message is posted. */
  readonly threadOf: (investigation: Investigation) => Promise<string | undefined>;
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

/** Buttons and menus: ack, read the address, hand the event on, inform the one who came late. */
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
  const pressed = await pressedIn(dependencies, click);
  if (pressed === undefined) return say(refusalText({ kind: 'unknown' }));
  const { press, investigation } = pressed;
  if (press.kind === 'draft-issue') {
    return draftIssue(dependencies, { click, investigation, conclusion: press.conclusion, say });
  }
  const services = press.kind === 'service' ? await dependencies.services() : [];
  const said = { press, by: { id: click.body.user.id }, at: dependencies.clock.now(), services };
  const handled = await dependencies.conduct.handle(investigation, (now) => meaningOf(said, now));
  if (handled?.event === undefined) return say(refusalText({ kind: 'unknown' }));
  const { event, refusal } = handled;
  if (refusal !== undefined && !isDoubleClick(event, refusal)) await say(refusalText(refusal));
}

/** The same person saying the same thing twice is no question. */
function isDoubleClick(event: InvestigationEvent, refusal: Refusal): boolean {
  return (
    event.kind === 'answered' &&
    refusal.kind === 'already-answered' &&
    refusal.answer.value === event.answer &&
    refusal.answer.by.id === event.by.id
  );
}

interface IssueWish {
  readonly click: Click;
  readonly investigation: string;
  readonly conclusion: string;
  readonly say: (text: string) => Promise<void>;
}

async function draftIssue(
  { load, threadOf }: ActionDependencies,
  { click, investigation: id, conclusion, say }: IssueWish,
): Promise<void> {
  const investigation = await load(id);
  if (investigation === undefined) return say(refusalText({ kind: 'unknown' }));
  const { client, body } = click;
  await showDraft({ client, threadOf, say }, { conclusion, investigation, trigger: body.trigger_id });
}

/** Buttons carry their address; a menu's message shows whose it is. */
async function pressedIn(
  { outbox }: ActionDependencies,
  { action, body }: Click,
): Promise<{ readonly investigation: string; readonly press: Press } | undefined> {
  const { address, chosen } =
    action.type === 'button'
      ? { address: readAddress(action.value), chosen: '' }
      : action.type === 'overflow'
        ? readOption(action.selected_option.value)
        : {
            address: await ownerOf(outbox, body),
            chosen: action.type === 'static_select' ? (action.selected_option?.value ?? '') : '',
          };
  const press = address && readPress(action.action_id, { key: address.step, chosen });
  return press && { investigation: address.investigation, press };
}

async function ownerOf(outbox: ActionDependencies['outbox'], body: BlockAction): Promise<Address | undefined> {
  const [channel, ts] = [body.channel?.id, body.message?.ts];
  const owner = channel && ts ? await outbox.slotOf(channel, ts) : undefined;
  const slot = owner && readSlot(owner.slot);
  return owner && { investigation: owner.investigation, step: slot?.kind === 'step' ? slot.key : '' };
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
