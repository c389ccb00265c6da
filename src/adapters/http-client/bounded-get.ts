import type { FetchFailure } from '../../collection/fetch-failure.ts';
import { networkFailure } from '../../foundation/network-failure.ts';
import { readAtMost } from '../../foundation/read-at-most.ts';
import type { Bytes } from '../../measurement/bytes.ts';
import type { Milliseconds } from '../../measurement/duration.ts';
import { sendDirectly } from './direct.ts';
import { mayGoThroughProxy } from './proxy.ts';
import type { Certificates, Sent } from './received.ts';
import { sendThroughProxy } from './through-proxy.ts';
import { TimeLimit } from './time-limit.ts';

export interface BoundedRequest {
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** For the whole exchange, the body included. */
  readonly timeout: Milliseconds;
  /** Of the body as it is read, after any Content-Encoding was undone. */
  readonly maxBytes: Bytes;
  /** Where others are to be believed than those that Node knows; no proxy is used then. */
  readonly tls?: Certificates | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** An HTTP answer of any status; redirects are answers too, they are never followed. */
export interface Answer {
  readonly kind: 'answer';
  readonly status: number;
  readonly contentType: string;
  /** Where a redirect leads. */
  readonly location: string | undefined;
  /** Any other header, by its name in lower case. */
  readonly header: (name: string) => string | undefined;
  /** The names of all headers, in lower case. */
  readonly headerNames: readonly string[];
  readonly body: Buffer;
}

/**
 * GET within a time and a size. What goes wrong on the way is data; only the caller's own abort is thrown.
 * Not followed: a redirect could lead a request with credentials, or from inside the network, anywhere.
 */
export function boundedGet(request: BoundedRequest): Promise<Answer | FetchFailure> {
  return exchange(request, { method: 'GET' });
}

/** POST within a time and a size, as {@link boundedGet}; the headers say what the body is. */
export function boundedPost(
  request: BoundedRequest & { readonly body: string | Uint8Array },
): Promise<Answer | FetchFailure> {
  return exchange(request, { method: 'POST', body: request.body });
}

async function exchange(request: BoundedRequest, what: Pick<Sent, 'method' | 'body'>): Promise<Answer | FetchFailure> {
  const limit = new TimeLimit(request.timeout, request.signal);
  let started = false;
  try {
    const { url, headers = {}, tls } = request;
    const send = tls === undefined && mayGoThroughProxy(url) ? sendThroughProxy : sendDirectly;
    const {
      status,
      header,
      headerNames,
      body: stream,
    } = await send({ ...what, url, headers, tls, signal: limit.signal });
    started = true;
    const body = await readAtMost(stream, request.maxBytes);
    if (body === undefined) return { kind: 'too-large', limit: request.maxBytes };
    return {
      kind: 'answer',
      status,
      contentType: header('content-type') ?? '',
      location: header('location'),
      header,
      headerNames,
      body,
    };
  } catch (error) {
    request.signal?.throwIfAborted();
    if (limit.isOver) return { kind: 'timeout', after: request.timeout };
    const { says: detail, cause } = networkFailure(error);
    return started ? { kind: 'cut-off', detail } : { kind: 'unreachable', detail, cause };
  } finally {
    limit.end();
  }
}
