import type { Gap } from '../../diagnosis/finding.ts';
import type { Clock, Instant } from '../../foundation/clock.ts';
import { type Bytes, MiB } from '../../measurement/bytes.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';
import type { CodeApi } from '../../service/hosts/host.ts';
import { type Answer, boundedGet } from '../http-client/bounded-get.ts';
import { type HostToken, type HostWords, wordsOf } from './host-token.ts';
import { failureGap, limitedUntil, limitGap, outsideGap, redirectGap, refusalGap } from './refusals.ts';

/** An answer of a host, or why there is none. */
export type HostAnswer =
  | { readonly kind: 'found'; readonly body: Buffer; readonly nextLink: string | undefined }
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly gap: Gap };

/** One host, asked with its token where it has one. */
export interface HostClient {
  readonly api: CodeApi;
  readonly words: HostWords;
  /**
   * Asks for an address of the repository; for any other it fails without asking. `what` goes into the words of a gap:
   * `internal/cache/cache.go`.
   */
  get(
    at: { readonly repository: string; readonly url: URL },
    asked: { readonly accept: 'file' | 'json'; readonly what: string },
    signal: AbortSignal,
  ): Promise<HostAnswer>;
}

export interface HostBounds {
  readonly timeout: Milliseconds;
  readonly maxBytes: Bytes;
}

/** People wait for the report; a file that a person could read is far below the size. */
export const BOUNDS: HostBounds = { timeout: 8 * SECOND, maxBytes: 2 * MiB };

/** A tree lists every file of a repository. */
const TREE_BYTES = 16 * MiB;

/** Renamed repositories answer with one redirect. */
const REDIRECTS = 2;

export interface HostSurroundings {
  readonly clock: Clock;
  readonly bounds?: HostBounds | undefined;
}

export function hostClient(host: HostToken, { clock, bounds = BOUNDS }: HostSurroundings): HostClient {
  const { token } = host;
  const api = host.code.api(host.base);
  const words = wordsOf(host, api);
  let silentUntil: Instant = 0;

  async function ask(url: URL, accept: 'file' | 'json', signal: AbortSignal) {
    return boundedGet({
      url,
      headers: {
        accept: api.accept(accept),
        'user-agent': 'leakbot',
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      timeout: bounds.timeout,
      maxBytes: accept === 'file' ? bounds.maxBytes : TREE_BYTES,
      signal,
    });
  }

  return {
    api,
    words,
    async get({ repository, url }, { accept, what }, signal) {
      const rest = api.restOf(url);
      // The address as the URL standard reads it, with whatever the names in it turned it into.
      const own = api.repository(repository);
      if (rest === undefined || url.href.split('?', 1)[0] !== `${own.href}${rest}`) {
        return { kind: 'failed', gap: outsideGap(words, what) };
      }
      if (clock.now() < silentUntil) return { kind: 'failed', gap: limitGap(words, silentUntil) };
      let next = url;
      for (let redirects = 0; ; redirects++) {
        // Where the token may go: hosts answer with addresses of their own, and this is the one place that sends it.
        if (api.restOf(next) !== rest) return { kind: 'failed', gap: redirectGap(words, next) };
        const answer = await ask(next, accept, signal);
        if (answer.kind !== 'answer') return { kind: 'failed', gap: failureGap(words, what, answer) };
        const target = redirectOf(answer, next);
        if (target !== undefined && redirects < REDIRECTS) {
          next = target;
          continue;
        }
        silentUntil = limitedUntil(answer, clock.now()) ?? silentUntil;
        return read(answer, { words, what, limitedUntil: clock.now() < silentUntil ? silentUntil : undefined });
      }
    },
  };
}

function redirectOf({ status, location }: Answer, from: URL): URL | undefined {
  if (![301, 302, 307, 308].includes(status) || location === undefined) return undefined;
  return URL.canParse(location, from.href) ? new URL(location, from) : undefined;
}

function read(
  answer: Answer,
  { words, what, limitedUntil }: { words: HostWords; what: string; limitedUntil: Instant | undefined },
): HostAnswer {
  if (answer.status === 200) {
    const nextLink = /<([^>]+)>\s*;\s*rel="next"/.exec(answer.header('link') ?? '')?.[1];
    return { kind: 'found', body: answer.body, nextLink };
  }
  if (answer.status === 404) return { kind: 'absent' };
  const gap = limitedUntil === undefined ? refusalGap(words, what, answer.status) : limitGap(words, limitedUntil);
  return { kind: 'failed', gap };
}
