import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../src/foundation/clock.ts';
import type { Payload } from './payload.ts';

export interface UserSeed {
  readonly name: string;
  readonly realName?: string;
  readonly timeZone?: string;
  readonly guest?: boolean;
  /** The id of another workspace, for someone in a shared channel. */
  readonly team?: string;
}

/** `members` are user names; the app's bot is a member unless `bot: false`. */
export interface ChannelSeed {
  readonly name: string;
  readonly topic?: string;
  readonly members?: readonly string[];
  readonly bot?: boolean;
  readonly archived?: boolean;
}

export interface UserGroupSeed {
  readonly id: string;
  readonly handle: string;
  readonly users: readonly string[];
}

/** A route that the host of the page adds, e.g. the demo's scenario menu. Return false to let others answer. */
export type ExtraRoute = (request: IncomingMessage, response: ServerResponse, url: URL) => boolean | Promise<boolean>;

export interface WorkspaceOptions {
  /** The parsed Slack app manifest: scopes, commands, shortcuts and subscriptions are taken from it. */
  readonly manifest: Payload;
  /** 0 takes any free port. Always bound to 127.0.0.1. */
  readonly port?: number;
  readonly clock?: Clock;
  readonly team?: { readonly name: string; readonly domain: string };
  readonly users?: readonly UserSeed[];
  readonly channels?: readonly ChannelSeed[];
  readonly userGroups?: readonly UserGroupSeed[];
  /** How long an upload is processed before it has a mimetype and its share appears. */
  readonly fileDelayMs?: number;
  readonly signingSecret?: string;
  /** HTTP mode: where events, commands and interactions are posted. Socket Mode without it. */
  readonly requestUrl?: string;
  /** How long the app may take to acknowledge; Slack's is 3 s. */
  readonly ackTimeoutMs?: number;
  /** So many messages a channel takes at once; else as the table of methods says. */
  readonly burstInChannel?: number;
  /** Pauses before the 1st, 2nd and 3rd redelivery of an event; Slack's are at once, 1 min, 5 min. */
  readonly retryDelaysMs?: readonly number[];
  readonly extraRoutes?: readonly ExtraRoute[];
  /** HTML above the page as it is shown now, e.g. the demo's menu. Trusted: it comes from the host of the page. */
  readonly banner?: () => string;
}

export const defaultUsers: readonly UserSeed[] = [
  { name: 'dana', realName: 'Dana Okafor', timeZone: 'Europe/Berlin' },
  { name: 'sam', realName: 'Sam Lindqvist', timeZone: 'Europe/Stockholm' },
  { name: 'pat', realName: 'Pat Moreno', timeZone: 'America/New_York' },
];

export const defaultChannels: readonly ChannelSeed[] = [
  { name: 'alerts', topic: 'What the monitors say' },
  { name: 'incidents', topic: 'One thread an incident' },
];
