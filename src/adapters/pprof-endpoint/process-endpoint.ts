import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { Agent, type Dispatcher } from 'undici';
import type { Part, VisitFailure } from '../../collection/fault.ts';
import type { ProfileAccess, Target } from '../../collection/target.ts';
import type { ProfileKind } from '../../investigation/ports.ts';
import { type Bytes, MiB } from '../../measurement/bytes.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';
import { isPprofOutline } from '../../profile/import/recognise.ts';
import { headersOf } from '../http-client/base-url.ts';
import { type Answer, boundedGet } from '../http-client/bounded-get.ts';

/** Bounds on what one visit may cost. */
export interface EndpointBounds {
  readonly metricsTimeout: Milliseconds;
  readonly metricsBytes: Bytes;
  readonly profileTimeout: Milliseconds;
  readonly profileBytes: Bytes;
}

const BOUNDS: EndpointBounds = {
  metricsTimeout: 10 * SECOND,
  metricsBytes: 16 * MiB,
  // A profile of a process that fights for memory comes slowly, and is then worth most.
  profileTimeout: 30 * SECOND,
  profileBytes: 64 * MiB,
};

export interface Visit<Part> {
  readonly kind: 'got';
  readonly value: Part;
}

/** Reads metrics and profiles straight from processes. What goes wrong is data. */
export interface ProcessEndpoint {
  metrics(target: Target, signal?: AbortSignal): Promise<Visit<string> | VisitFailure>;
  /** `gc` makes the process collect garbage first: only when a person asked, never in routine. */
  profile(target: Target, request: ProfileRequest, signal?: AbortSignal): Promise<Visit<Uint8Array> | VisitFailure>;
  close(): Promise<void>;
}

export interface ProfileRequest {
  readonly kind: ProfileKind;
  readonly gc: boolean;
}

/** The address a part of a target is read from. */
export function addressOf(target: Target, part: Part): string {
  return part === 'metrics' ? target.metricsUrl : `${target.profilesUrl.replace(/\/+$/, '')}/${part}`;
}

export function processEndpoint(
  options: { readonly dispatcher?: Dispatcher | undefined; readonly bounds?: Partial<EndpointBounds> } = {},
): ProcessEndpoint {
  const bounds = { ...BOUNDS, ...options.bounds };
  const agents = new Map<string, Agent>();

  function dispatcherFor(access: ProfileAccess | undefined): Dispatcher | undefined {
    if (access?.tls === undefined) return options.dispatcher;
    const key = JSON.stringify(access.tls);
    const agent = agents.get(key) ?? new Agent({ connect: tlsOptions(access.tls) });
    agents.set(key, agent);
    return agent;
  }

  return {
    async metrics(target, signal) {
      const answer = await boundedGet({
        url: new URL(addressOf(target, 'metrics')),
        headers: { accept: 'application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4,*/*;q=0.1' },
        timeout: bounds.metricsTimeout,
        maxBytes: bounds.metricsBytes,
        dispatcher: options.dispatcher,
        signal,
      });
      const body = bodyOf(answer);
      if (body.kind !== 'got') return body;
      const text = body.value.toString('utf8');
      return /^\s*</.test(text) ? { kind: 'unreadable', looksLike: 'a web page' } : { kind: 'got', value: text };
    },

    async profile(target, { kind, gc }, signal) {
      const url = new URL(addressOf(target, kind));
      if (gc && kind === 'heap') url.searchParams.set('gc', '1');
      const answer = await boundedGet({
        url,
        headers: headersOf(target.access ?? {}),
        timeout: bounds.profileTimeout,
        maxBytes: bounds.profileBytes,
        dispatcher: dispatcherFor(target.access),
        signal,
      });
      const body = bodyOf(answer);
      return body.kind === 'got' ? checkedProfile(body.value) : body;
    },

    close: async () => {
      await Promise.all([...agents.values()].map((agent) => agent.close()));
    },
  };
}

function tlsOptions({ ca, insecure }: NonNullable<ProfileAccess['tls']>) {
  return { ...(ca === undefined ? {} : { ca }), rejectUnauthorized: insecure !== true };
}

function bodyOf(answer: Answer | VisitFailure): Visit<Buffer> | VisitFailure {
  if (answer.kind !== 'answer') return answer;
  if (answer.status >= 300 && answer.status < 400) return { kind: 'redirected', to: answer.location };
  if (answer.status !== 200) return { kind: 'refused', status: answer.status };
  if (answer.body.length === 0) return { kind: 'unreadable', looksLike: 'an empty answer' };
  return { kind: 'got', value: answer.body };
}

const decompress = promisify(gunzip);
const MOST_DECOMPRESSED = 512 * MiB;

/** A profile that could never be read must not take the place of one that can: looked into before it is stored. */
async function checkedProfile(bytes: Buffer): Promise<Visit<Uint8Array> | VisitFailure> {
  const damaged = { kind: 'unreadable', looksLike: 'a damaged file' } as const;
  const gzipped = bytes[0] === 0x1f && bytes[1] === 0x8b;
  const plain = gzipped
    ? await decompress(bytes, { maxOutputLength: MOST_DECOMPRESSED }).catch(() => undefined)
    : bytes;
  if (plain === undefined) return damaged;
  if (isPprofOutline(plain)) return { kind: 'got', value: bytes };
  const text = plain.subarray(0, 256).toString('latin1');
  if (/^\s*</.test(text)) return { kind: 'unreadable', looksLike: 'a web page' };
  return /^[\x20-\x7e\s]*$/.test(text) ? { kind: 'unreadable', looksLike: 'text' } : damaged;
}
