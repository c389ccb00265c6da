import { viewsOf } from '../api/views.ts';
import type { Message } from '../model.ts';
import { asPayloads } from '../payload.ts';
import type { Change } from '../state.ts';
import { renderBlocks, type Surroundings } from './blocks.ts';
import { renderMessage } from './message.ts';
import { renderView } from './view.ts';

/** What the page is sent: a message drawn for either pane (absent: not there), the modal on top, the app's connection. */
export type Frame =
  | {
      readonly kind: 'message';
      readonly channel: string;
      readonly ts: string;
      readonly thread: string;
      readonly inChannel?: string;
      readonly inThread?: string;
    }
  | { readonly kind: 'view' | 'home'; readonly markup: string }
  | { readonly kind: 'connection'; readonly count: number };

/** One message as `viewer` sees it; one that is gone, or not for them, has no markup. */
export function messageFrame(channel: string, ts: string, viewer: string, around: Surroundings): Frame {
  const message = around.state.findMessage(channel, ts);
  const thread = message?.threadTs ?? ts;
  if (message === undefined || (message.audience ?? viewer) !== viewer) return { kind: 'message', channel, ts, thread };
  const top = message.threadTs === undefined || message.broadcast;
  return {
    kind: 'message',
    channel,
    ts,
    thread,
    ...(top ? { inChannel: renderMessage(message, { viewer, surface: 'channel' }, around).markup } : {}),
    inThread: renderMessage(message, { viewer, surface: 'thread' }, around).markup,
  };
}

export function viewFrame(viewer: string, around: Surroundings): Frame {
  const view = viewsOf(around, viewer).at(-1);
  return { kind: 'view', markup: view === undefined ? '' : renderView(view, around).markup };
}

/** What the app published to the Home tab of a person. */
export function homeFrame(viewer: string, around: Surroundings): Frame {
  const view = around.state.homes.get(viewer);
  const markup = view === undefined ? '' : renderBlocks(asPayloads(view.content['blocks']), around).markup;
  return { kind: 'home', markup };
}

/** Everything in a channel, oldest first, drawn for one person. */
export function channelFrames(channel: string, viewer: string, around: Surroundings): readonly Frame[] {
  const mine = (message: Message) => message.channel === channel && (message.audience ?? viewer) === viewer;
  return [...around.state.messages.values()]
    .filter(mine)
    .map((message) => messageFrame(channel, message.ts, viewer, around));
}

/** The frame for a change, if the page of `viewer` is to hear of it. */
export function frameOf(
  change: Change,
  viewer: string,
  around: Surroundings,
  connections: () => number,
): Frame | undefined {
  switch (change.kind) {
    case 'message':
      return messageFrame(change.channel, change.ts, viewer, around);
    case 'view':
      return change.user === viewer ? viewFrame(viewer, around) : undefined;
    case 'home':
      return change.user === viewer ? homeFrame(viewer, around) : undefined;
    case 'connection':
      return { kind: 'connection', count: connections() };
    default:
      return undefined;
  }
}
