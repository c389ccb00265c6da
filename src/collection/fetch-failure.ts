import type { NetworkCause } from '../foundation/network-failure.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';

/** Why nothing usable came back from an address that was asked. */
export type FetchFailure =
  | { readonly kind: 'timeout'; readonly after: Milliseconds }
  | { readonly kind: 'unreachable'; readonly detail: string; readonly cause: NetworkCause }
  | { readonly kind: 'cut-off'; readonly detail: string }
  | { readonly kind: 'too-large'; readonly limit: Bytes };
