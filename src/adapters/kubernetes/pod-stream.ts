import type { V1Pod, Watch } from '@kubernetes/client-node';
import { SECOND } from '../../measurement/duration.ts';
import { NoAnswer, StreamedStatus } from './failure.ts';

export type PodEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly pod: V1Pod; readonly version: string | undefined }
  /** Nothing happened up to this version. */
  | { readonly type: 'BOOKMARK'; readonly version: string | undefined };

export interface StreamAsked {
  /** The version of the cluster from which on changes are wanted. */
  readonly version: string;
  /** After so many milliseconds the server ends the stream; less than the half minute of silence after which the client does. */
  readonly lasts: number;
  readonly signal: AbortSignal;
}

/**
 * Calls `seen` with each change, in order, until the server ends the stream or `signal` is aborted. Rejects with what the client
 * threw, with StreamedStatus where the server sent one, with NoAnswer where it was silent for longer than it was asked to be.
 */
export type PodStream = (asked: StreamAsked, seen: (event: PodEvent) => void) => Promise<void>;

interface Sent {
  readonly code?: number;
  readonly metadata?: { readonly resourceVersion?: string };
}

export function streamOf(watch: Watch, path: string): PodStream {
  return async ({ version, lasts, signal }, seen) => {
    const end = Promise.withResolvers<void>();
    // It may be rejected before anyone waits for it.
    end.promise.catch(() => undefined);
    const done = (error: unknown) => (error == null ? end.resolve() : end.reject(asFailure(error)));
    const take = (type: string, sent: Sent) => {
      // The server says no more after it, but may leave the connection open.
      if (type === 'ERROR') done(new StreamedStatus(sent.code));
      else seen(eventOf(type, sent));
    };
    const asked = { resourceVersion: version, allowWatchBookmarks: true, timeoutSeconds: Math.round(lasts / SECOND) };
    const request = await watch.watch(path, asked, take, done);
    const stop = () => end.resolve();
    if (signal.aborted) stop();
    signal.addEventListener('abort', stop, { once: true });
    try {
      await end.promise;
    } finally {
      signal.removeEventListener('abort', stop);
      request.abort();
    }
  };
}

function eventOf(type: string, sent: Sent): PodEvent {
  const version = sent.metadata?.resourceVersion;
  if (type === 'ADDED' || type === 'MODIFIED' || type === 'DELETED') return { type, pod: sent, version };
  return { type: 'BOOKMARK', version };
}

function asFailure(error: unknown): Error {
  if (error instanceof Error && error.name === 'TimeoutError') return new NoAnswer('no answer');
  return error instanceof Error ? error : new Error(String(error));
}
