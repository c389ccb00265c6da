import type { FileShelf } from '../files.ts';
import type { Announcer } from '../intake/announcer.ts';
import type { InstalledApp, OtherApps } from '../other-apps.ts';
import type { Payload } from '../payload.ts';
import type { RateMeter } from '../rules/rates.ts';
import type { WorkspaceState } from '../state.ts';
import type { Triggers } from '../triggers.ts';
import type { Arguments } from './arguments.ts';

/** What the methods work with. */
export interface Desk {
  readonly state: WorkspaceState;
  readonly announcer: Announcer;
  readonly files: FileShelf;
  readonly triggers: Triggers;
  readonly rates: RateMeter;
  /** In place of what the table of methods says. */
  readonly burstInChannel: number | undefined;
  readonly otherApps: OtherApps;
  /** The app that calls, where it is not the one under test. */
  readonly caller?: InstalledApp | undefined;
  /** A single-use WebSocket URL. */
  readonly openSocket: () => string;
}

/** Performs a call that passed the rules; the answer is sent with `ok: true`. Refusals are thrown. */
export type Method = (args: Arguments, desk: Desk) => Payload;
