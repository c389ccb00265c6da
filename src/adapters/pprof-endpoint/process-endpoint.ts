import type { Part, VisitFailure } from '../../collection/fault.ts';
import type { ProfileAccess } from '../../collection/profile-access.ts';
import type { Target } from '../../collection/target.ts';
import type { ProfileKind, TestimonyKind } from '../../evidence/snapshot.ts';
import { type Bytes, MiB } from '../../measurement/bytes.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';
import { isHistogram } from '../../profile/histogram/is-histogram.ts';
import { headersOf } from '../http-client/base-url.ts';
import { type Answer, type BoundedRequest, boundedGet } from '../http-client/bounded-get.ts';
import { JvmProfiles, type JvmSource } from '../jvm-endpoint/jvm-profile.ts';
import { checkedProfile } from './checked-profile.ts';

/** Bounds on what one visit may cost. */
export interface EndpointBounds {
  readonly metricsTimeout: Milliseconds;
  readonly metricsBytes: Bytes;
  readonly profileTimeout: Milliseconds;
  readonly profileBytes: Bytes;
}

/** What a visit may cost where nothing else is asked for. Set by hand. */
const BOUNDS: EndpointBounds = {
  metricsTimeout: 10 * SECOND,
  metricsBytes: 16 * MiB,
  // A profile of a process that fights for memory comes slowly, and is then worth most.
  profileTimeout: 30 * SECOND,
  profileBytes: 64 * MiB,
};

/** Nothing that is asked for only where few goroutines are, or only names lines, is larger. */
const TESTIMONY_BYTES: Bytes = 16 * MiB;

export interface Visit<Part> {
  readonly kind: 'got';
  readonly value: Part;
}

/** Reads metrics and profiles straight from processes. What goes wrong is data. */
export interface ProcessEndpoint {
  metrics(target: Target, signal?: AbortSignal): Promise<Visit<string> | VisitFailure>;
  /** `gc` makes the process collect garbage first: only when a person asked, never in routine. */
  profile(target: Target, request: ProfileRequest, signal?: AbortSignal): Promise<Visit<Uint8Array> | VisitFailure>;
  /** What the runtime says of its goroutines; costs the process a collection, or a moment in which all of it stands still. */
  testimony(target: Target, kind: TestimonyKind, signal?: AbortSignal): Promise<Visit<Uint8Array> | VisitFailure>;
}

export interface ProfileRequest {
  readonly kind: ProfileKind;
  readonly gc: boolean;
  /** The memory of the process as a share of its limit, where known. */
  readonly share?: number | undefined;
}

/** The address a part of a target is read from. */
export function addressOf(target: Target, part: Part | 'goroutineleak'): string {
  if (part === 'histogram' && target.classHistogram !== undefined) return target.classHistogram.url;
  return part === 'metrics' ? target.metricsUrl : `${target.profilesUrl.replace(/\/+$/, '')}/${part}`;
}

export interface EndpointOptions {
  readonly bounds?: Partial<EndpointBounds>;
}

/** Reads processes over HTTP. */
export function processEndpoint(options: EndpointOptions = {}): ProcessEndpoint {
  return new HttpEndpoint(options);
}

/** A JVM has no goroutines, and what is asked instead of pprof has no address of theirs. */
const NOT_OF_JVM: VisitFailure = { kind: 'refused', status: 404 };

class HttpEndpoint implements ProcessEndpoint {
  readonly #bounds: EndpointBounds;
  readonly #jvms = new JvmProfiles();

  constructor({ bounds }: EndpointOptions) {
    this.#bounds = { ...BOUNDS, ...bounds };
  }

  async metrics(target: Target, signal?: AbortSignal): Promise<Visit<string> | VisitFailure> {
    const answer = await boundedGet({
      url: new URL(addressOf(target, 'metrics')),
      headers: { accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4,*/*;q=0.1' },
      timeout: this.#bounds.metricsTimeout,
      maxBytes: this.#bounds.metricsBytes,
      signal,
    });
    const body = bodyOf(answer);
    if (body.kind !== 'got') return body;
    const text = body.value.toString('utf8');
    return /^\s*</.test(text) ? { kind: 'unreadable', looksLike: 'a web page' } : { kind: 'got', value: text };
  }

  async profile(
    target: Target,
    { kind, gc, share }: ProfileRequest,
    signal?: AbortSignal,
  ): Promise<Visit<Uint8Array> | VisitFailure> {
    const from = target.access?.from;
    if (from !== undefined && kind !== 'histogram')
      return kind === 'heap' ? this.#ofJvm(target, { from, share, signal }) : NOT_OF_JVM;
    const url = new URL(addressOf(target, kind));
    if (gc && kind === 'heap') url.searchParams.set('gc', '1');
    const body = bodyOf(await this.#ask(target, { url, maxBytes: this.#bounds.profileBytes, signal }));
    if (body.kind !== 'got') return body;
    return kind === 'histogram' ? checkedHistogram(body.value) : checkedProfile(body.value);
  }

  async testimony(
    target: Target,
    kind: TestimonyKind,
    signal?: AbortSignal,
  ): Promise<Visit<Uint8Array> | VisitFailure> {
    const url = new URL(addressOf(target, kind === 'goroutine-text' ? 'goroutine' : kind));
    if (kind === 'goroutine-text') url.searchParams.set('debug', '2');
    const maxBytes = Math.min(TESTIMONY_BYTES, this.#bounds.profileBytes);
    const body = bodyOf(await this.#ask(target, { url, maxBytes, signal }));
    if (body.kind !== 'got') return body;
    return kind === 'goroutine-text' ? checkedText(body.value) : checkedProfile(body.value);
  }

  #ofJvm(
    target: Target,
    { from, share, signal }: { from: JvmSource; share: number | undefined; signal: AbortSignal | undefined },
  ) {
    const ask = async (path: string) => {
      const url = new URL(`${target.profilesUrl.replace(/\/+$/, '')}/${path}`);
      return bodyOf(await this.#ask(target, { url, maxBytes: this.#bounds.profileBytes, signal }), target.access);
    };
    return this.#jvms.take(from, { ask, instance: target.instance, share });
  }

  #ask(target: Target, request: Pick<BoundedRequest, 'url' | 'maxBytes' | 'signal'>) {
    const headers = headersOf(target.access ?? {});
    const tls = target.access?.tls;
    return boundedGet({ ...request, headers, timeout: this.#bounds.profileTimeout, tls });
  }
}

function bodyOf(answer: Answer | VisitFailure, access?: ProfileAccess): Visit<Buffer> | VisitFailure {
  if (answer.kind !== 'answer') return answer;
  if (answer.status >= 300 && answer.status < 400) return { kind: 'redirected', to: answer.location };
  if (answer.status !== 200) return { kind: 'refused', status: answer.status, withheld: access?.withheld };
  if (answer.body.length === 0) return { kind: 'unreadable', looksLike: 'an empty answer' };
  return { kind: 'got', value: answer.body };
}

function checkedHistogram(bytes: Buffer): Visit<Uint8Array> | VisitFailure {
  return isHistogram(bytes) ? { kind: 'got', value: bytes } : { kind: 'unreadable', looksLike: 'text' };
}

function checkedText(bytes: Buffer): Visit<Uint8Array> | VisitFailure {
  const isText = /^goroutine \d+ /.test(bytes.subarray(0, 64).toString('latin1'));
  return isText ? { kind: 'got', value: bytes } : { kind: 'unreadable', looksLike: 'text' };
}
