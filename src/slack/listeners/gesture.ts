import { ACTIONS } from '../blocks/action-ids.ts';
import { HOME } from '../blocks/home.ts';
import { ISSUE_MODAL } from '../blocks/issue-modal.ts';
import { readDraftPlace } from './draft-place.ts';
import {
  appHomeOpened,
  appMention,
  type BlockActions,
  blockActions,
  type DraftPlace,
  eventCallback,
  type MessageAction,
  messageAction,
  parse,
  type Schema,
  type SlashCommand,
  slashCommand,
  viewSubmission,
} from './schema.ts';

/** Who did it; the workspace is that of the person, not of the channel. */
export interface Gesturer {
  readonly id: string;
  readonly team?: string | undefined;
}

interface GestureBase {
  /** Equal for the same gesture delivered twice: Slack makes a trigger for each, and an id for each event. */
  readonly key: string;
  readonly by: Gesturer;
  /** Takes an answer for half an hour, also where Leakbot is no member of the channel. */
  readonly responseUrl?: string | undefined;
}

/** A button, or a choice in a menu. */
export interface Click extends GestureBase {
  readonly kind: 'click';
  readonly action: {
    readonly id: string;
    readonly type: string;
    /** A button's value, or that of the option that was chosen. */
    readonly value: string | undefined;
  };
  /** Absent in a modal. */
  readonly channel?: string | undefined;
  /** The message with the button. */
  readonly ts?: string | undefined;
  readonly thread?: string | undefined;
  readonly trigger: string;
  /** In the Home tab of whoever clicked. */
  readonly inHome: boolean;
}

export interface Command extends GestureBase {
  readonly kind: 'command';
  readonly channel: string;
  readonly text: string;
}

export interface Mention extends GestureBase {
  readonly kind: 'mention';
  readonly channel: string;
  readonly text: string;
  readonly ts: string;
  readonly thread?: string | undefined;
}

export interface Shortcut extends GestureBase {
  readonly kind: 'shortcut';
  readonly channel: string;
  /** The message it was used on, as Slack describes it. */
  readonly message: Readonly<Record<string, unknown>>;
  readonly ts: string;
  readonly thread?: string | undefined;
}

/** Someone opened the Home tab. */
export interface HomeOpened extends GestureBase {
  readonly kind: 'home-opened';
}

/** A draft that someone wants filed, as they left it. */
export interface Submission extends GestureBase {
  readonly kind: 'submission';
  readonly draft: DraftPlace;
  readonly channel: string;
  readonly thread: string | undefined;
  readonly title: string;
  readonly body: string;
}

export type Gesture = Click | Command | Mention | Shortcut | Submission | HomeOpened;

/** What a delivery amounts to. */
export type Reading =
  | { readonly kind: 'gesture'; readonly gesture: Gesture }
  /** Nothing is to be done: a modal that was closed, an event of no concern. */
  | { readonly kind: 'nothing' }
  /** It lacks what every such delivery has. */
  | { readonly kind: 'malformed'; readonly problem: string };

const NOTHING: Reading = { kind: 'nothing' };

/** Reads what Slack delivered, over Socket Mode or HTTP. */
export function readGesture(body: unknown): Reading {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    return { kind: 'malformed', problem: 'the body is no object' };
  }
  const type: unknown = 'type' in body ? body.type : undefined;
  switch (type) {
    case 'event_callback':
      return readEvent(body);
    case 'block_actions':
      return read(blockActions, body, clickIn);
    case 'view_submission':
      return readSubmission(body);
    case 'message_action':
      return read(messageAction, body, shortcutIn);
    default:
      return 'command' in body ? read(slashCommand, body, commandIn) : other(type);
  }
}

/** A modal, a menu of another app version: nothing that Leakbot offers waits for it. */
function other(type: unknown): Reading {
  return typeof type === 'string' ? NOTHING : { kind: 'malformed', problem: 'the body has no type' };
}

function readEvent(body: object): Reading {
  const event = parse(eventCallback, body);
  if (event.kind === 'malformed') return event;
  const { event_id: key, event: happened } = event.data;
  if (happened.type === 'app_home_opened') return readHomeOpened(key, happened);
  return happened.type === 'app_mention' ? readMention(key, happened) : NOTHING;
}

function readSubmission(body: object): Reading {
  const parsed = parse(viewSubmission, body);
  if (parsed.kind === 'malformed') return parsed;
  const { user, trigger_id, view } = parsed.data;
  const draft = view.callback_id === ISSUE_MODAL ? readDraftPlace(view.private_metadata) : undefined;
  if (draft === undefined) return NOTHING;
  const entered = Object.assign({}, ...Object.values(view.state.values)) as EnteredDraft;
  const key = `trigger ${trigger_id}`;
  const words = { title: entered.title?.value ?? '', body: entered.body?.value ?? '' };
  const where = { channel: draft.channel, thread: draft.thread };
  return { kind: 'gesture', gesture: { kind: 'submission', key, by: gesturer(user), draft, ...where, ...words } };
}

/** The fields of the modal, by their action ids. */
interface EnteredDraft {
  readonly title?: { readonly value?: string | null };
  readonly body?: { readonly value?: string | null };
}

function readHomeOpened(key: string, happened: object): Reading {
  const opened = parse(appHomeOpened, happened);
  if (opened.kind === 'malformed') return opened;
  const { user, tab } = opened.data;
  return tab === 'home' ? { kind: 'gesture', gesture: { kind: 'home-opened', key, by: { id: user } } } : NOTHING;
}

function readMention(key: string, happened: object): Reading {
  const mention = parse(appMention, happened);
  if (mention.kind === 'malformed') return mention;
  const { user, user_team, team, text, ts, thread_ts, channel } = mention.data;
  // Another app, or Leakbot itself.
  if (user == null) return NOTHING;
  return {
    kind: 'gesture',
    gesture: {
      kind: 'mention',
      key,
      by: { id: user, team: user_team ?? team ?? undefined },
      channel,
      text,
      ts,
      thread: thread_ts ?? undefined,
    },
  };
}

function read<Body>(schema: Schema<Body>, body: object, gestureIn: (body: Body) => Gesture): Reading {
  const parsed = parse(schema, body);
  return parsed.kind === 'malformed' ? parsed : { kind: 'gesture', gesture: gestureIn(parsed.data) };
}

function clickIn({ user, trigger_id, channel, container, message, view, ...rest }: BlockActions): Click {
  const [action] = rest.actions;
  return {
    kind: 'click',
    key: `trigger ${trigger_id}`,
    by: gesturer(user),
    action: {
      id: action?.action_id ?? '',
      type: action?.type ?? '',
      value: action?.selected_option?.value ?? action?.value ?? undefined,
    },
    channel: channel?.id,
    ts: message?.ts ?? container?.message_ts ?? undefined,
    thread: message?.thread_ts ?? container?.thread_ts ?? undefined,
    trigger: trigger_id,
    inHome: view?.type === 'home',
    responseUrl: rest.response_url ?? undefined,
  };
}

function shortcutIn({ user, trigger_id, channel, message, response_url }: MessageAction): Shortcut {
  return {
    kind: 'shortcut',
    key: `trigger ${trigger_id}`,
    by: gesturer(user),
    channel: channel.id,
    message,
    ts: message.ts,
    thread: message.thread_ts ?? undefined,
    responseUrl: response_url ?? undefined,
  };
}

function commandIn(command: SlashCommand): Command {
  return {
    kind: 'command',
    key: `trigger ${command.trigger_id}`,
    by: gesturer({ id: command.user_id, team_id: command.team_id }),
    channel: command.channel_id,
    text: command.text,
    responseUrl: command.response_url ?? undefined,
  };
}

function gesturer({ id, team_id }: { readonly id: string; readonly team_id?: string | null | undefined }): Gesturer {
  return { id, team: team_id ?? undefined };
}

/** Of a mute and what ends it the later one counts, wherever they are said. */
const MUTES = 'mutes';

/** The buttons and menus that speak of mutes. */
const OF_MUTES: ReadonlySet<string> = new Set([ACTIONS.mute, ACTIONS.unmute, HOME.unmute]);

/** Gestures of one lane are done one after the other: what is said in a thread keeps its order. */
export function laneOf(gesture: Gesture): string {
  // Opening a modal changes nothing, and waits for Slack.
  if (gesture.kind === 'click' && OF_MUTES.has(gesture.action.id)) return MUTES;
  // Of two who file the same report, the second finds the issue of the first.
  if (gesture.kind === 'submission') return `issue ${gesture.draft.investigation} ${gesture.draft.conclusion}`;
  if (gesture.kind === 'command' && /^(?:un)?mute\b/i.test(gesture.text.trim())) return MUTES;
  if (gesture.kind !== 'click' || gesture.inHome || gesture.action.id === ACTIONS.draftIssue) return gesture.key;
  return `${gesture.channel ?? ''} ${gesture.thread ?? gesture.ts ?? ''}`;
}
