import type { RequestListener } from 'node:http';
import type { Workspace } from '../workspace/workspace.ts';

/** Where a set-up is tried. */
export interface Place {
  readonly folder: string;
  readonly workspace: Workspace;
  /** The server of {@link SetUp.serve}; an address where nothing listens without one. */
  readonly server: { readonly url: string; readonly port: number };
}

/** One way to set Leakbot up wrongly. */
export interface SetUp {
  /** What the operator did, in a few words. */
  readonly name: string;
  /** Beside a whole set-up that works, changed by `env`; else `env` is all there is. */
  readonly whole: boolean;
  /** Variables; undefined takes one of the whole set-up away. */
  readonly env?: (place: Place) => Readonly<Record<string, string | undefined>>;
  /** Files in the folder that Leakbot starts in, by name. */
  readonly files?: (place: Place) => Readonly<Record<string, string>>;
  /** Anything else, before Leakbot starts. */
  readonly prepare?: (place: Place) => void | Promise<void>;
  /** What answers at {@link Place.server}. */
  readonly serve?: RequestListener;
}
