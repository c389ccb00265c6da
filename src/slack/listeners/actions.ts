import type * as webApi from '@slack/web-api';
import type { Instant } from '../../foundation/clock.ts';
import type { Conduct } from '../../investigation/conduct.ts';
import type { IssueDesk } from '../../investigation/issue-desk.ts';
import type { OutboxStore } from '../../investigation/outbox.ts';
import type { Muting } from '../../investigation/silence/muting.ts';
import type { Refusal } from '../../investigation/state/effect.ts';
import type { InvestigationEvent } from '../../investigation/state/event.ts';
import type { Investigation } from '../../investigation/state/investigation.ts';
import { readSlot } from '../../investigation/state/slot.ts';
import type { JiraProject } from '../../service/new-issue.ts';
import type { Service } from '../../service/service.ts';
import { type Address, readAddress, readOption } from '../blocks/action-ids.ts';
import { type Press, readPress } from '../blocks/press.ts';
import { refusalText } from '../refusal.ts';
import type { Reply } from './answer.ts';
import type { Click, Gesturer } from './gesture.ts';
import { showDraft } from './issue.ts';
import { meaningOf } from './meaning.ts';
import { onMutePress } from './mutes.ts';

export interface ActionDependencies {
  readonly client: webApi.WebClient;
  readonly services: () => Promise<readonly Service[]>;
  readonly conduct: Conduct;
  readonly outbox: Pick<OutboxStore, 'slotOf'>;
  /** A link to an investigation's thread; undefined before its first message is posted. */
  readonly threadOf: (investigation: Investigation) => Promise<string | undefined>;
  readonly muting: Muting;
  /** Where drafted issues go, whatever the repository's host is. */
  readonly jira?: JiraProject | undefined;
  /** File issues, the first that takes those of a service; none where no token is set. */
  readonly issueDesks?: readonly IssueDesk[] | undefined;
  readonly load: (id: string) => Promise<Investigation | undefined>;
  /** Undefined when the person may act; else why not. */
  readonly refuse: (person: Gesturer, channel: string) => Promise<string | undefined>;
}

/** Buttons and menus: read the address, hand the event on; words for the one who came late. */
export async function onClick(
  dependencies: ActionDependencies,
  { click, at }: { readonly click: Click; readonly at: Instant },
): Promise<Reply | undefined> {
  if (click.channel === undefined) return undefined;
  const refused = await dependencies.refuse(click.by, click.channel);
  if (refused !== undefined) return { text: refused };
  const pressed = await pressedIn(dependencies, click);
  if (pressed === undefined) return unknownPress();
  const { press, investigation } = pressed;
  if (press.kind === 'draft-issue') {
    return draftIssue(dependencies, { click, investigation, conclusion: press.conclusion });
  }
  if (press.kind === 'mute' || press.kind === 'unmute') {
    const wish = { press, by: { id: click.by.id }, at, investigation: await dependencies.load(investigation) };
    return onMutePress(dependencies, wish);
  }
  const services = press.kind === 'service' ? await dependencies.services() : [];
  const said = { press, by: { id: click.by.id }, at, services };
  const taken = { gesture: click.key };
  const handled = await dependencies.conduct.handle(investigation, (now) => meaningOf(said, now), taken);
  if (handled?.event === undefined) return unknownPress();
  const { event, refusal } = handled;
  return refusal === undefined || isDoubleClick(event, refusal) ? undefined : { text: refusalText(refusal) };
}

function unknownPress(): Reply {
  return { text: refusalText({ kind: 'unknown' }) };
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
}

async function draftIssue(
  { load, ...means }: ActionDependencies,
  { click, investigation: id, conclusion }: IssueWish,
): Promise<Reply | undefined> {
  const investigation = await load(id);
  if (investigation === undefined) return unknownPress();
  const { channel = '', thread, trigger } = click;
  return showDraft(means, { conclusion, investigation, trigger, at: { channel, thread } });
}

/** Buttons carry their address; a menu's message shows whose it is. */
async function pressedIn(
  { outbox }: ActionDependencies,
  { action, channel, ts }: Click,
): Promise<{ readonly investigation: string; readonly press: Press } | undefined> {
  const { address, chosen } =
    action.type === 'button'
      ? { address: readAddress(action.value), chosen: '' }
      : action.type === 'overflow'
        ? readOption(action.value ?? '')
        : { address: await ownerOf(outbox, { channel, ts }), chosen: action.value ?? '' };
  const press = address && readPress(action.id, { key: address.step, chosen });
  return press && { investigation: address.investigation, press };
}

async function ownerOf(
  outbox: ActionDependencies['outbox'],
  { channel, ts }: Pick<Click, 'channel' | 'ts'>,
): Promise<Address | undefined> {
  const owner = channel && ts ? await outbox.slotOf(channel, ts) : undefined;
  const slot = owner && readSlot(owner.slot);
  return owner && { investigation: owner.investigation, step: slot?.kind === 'step' ? slot.key : '' };
}
