import type { IncomingMessage, ServerResponse } from 'node:http';
import { Profile } from 'pprof-format';
import { decoded, sampleTypesOf } from './merged-profile.ts';

/** A profile that an agent sent to a server. */
export interface ServedProfile {
  readonly labels: Readonly<Record<string, string>>;
  /** What the agent calls it: `memory`, `goroutine` when scraped, `goroutines` when pushed. */
  readonly name: string;
  readonly time: number;
  readonly profile: Uint8Array;
}

/** Who is let in. */
export interface Guard {
  /** The `authorization` header that a proxy in front wants. */
  readonly authorization?: string | undefined;
  /** The tenant whose data this is; another one has none, and no tenant at all is refused. */
  readonly tenant?: string | undefined;
}

/** One sample type of a profile, as a server keeps it. */
export interface Stored {
  readonly id: string;
  /** `memory:inuse_space:bytes:space:bytes`. */
  readonly type: string;
  readonly sampleType: string;
  readonly sampleUnit: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly time: number;
  readonly profile: Profile;
}

const taken = new WeakMap<readonly ServedProfile[], readonly Stored[]>();

/** Splits profiles by sample type, as servers do when they take them in: once. */
export function stored(profiles: readonly ServedProfile[]): readonly Stored[] {
  const known = taken.get(profiles) ?? split(profiles);
  taken.set(profiles, known);
  return known;
}

function split(profiles: readonly ServedProfile[]): readonly Stored[] {
  return profiles.flatMap(({ labels, name, time, profile }, index) => {
    const fields = decoded(profile);
    const period = name.startsWith('goroutine') ? 'goroutine:count' : 'space:bytes';
    return sampleTypesOf(fields).map(({ type, unit }) => ({
      id: `7c9e6679-7425-40de-944b-${index.toString(16).padStart(12, '0')}`,
      type: `${name}:${type}:${unit}:${period}`,
      sampleType: type,
      sampleUnit: unit,
      labels,
      time,
      profile: fields,
    }));
  });
}

/**
 * A profile as Pyroscope keeps it: a series for each set of text labels that its samples carry, of one time and one id
 * (pkg/model/pprofsplit; seen with 2.2.1). A label of the series stands before one of its samples.
 */
export function splitByLabels(all: readonly Stored[]): readonly Stored[] {
  return all.flatMap((one) => {
    const { strings } = one.profile.stringTable;
    const labelled = Map.groupBy(one.profile.sample, ({ label }) => {
      const texts = label.filter(({ str }) => Number(str ?? 0) !== 0);
      const pairs = texts.map(({ key, str }) => [strings[Number(key)] ?? '', strings[Number(str)] ?? ''] as const);
      return JSON.stringify(pairs.sort(([a], [b]) => (a < b ? -1 : 1)));
    });
    if (labelled.size < 2 && !labelled.keys().some((key) => key !== '[]')) return [one];
    return [...labelled].map(([key, sample]) => ({
      ...one,
      labels: { ...Object.fromEntries(JSON.parse(key) as [string, string][]), ...one.labels },
      profile: new Profile({ ...one.profile, sample }),
    }));
  });
}

const MATCHER = /(\w+|"(?:[^"\\]|\\.)*")(=~|!~|!=|=)("(?:[^"\\]|\\.)*")/g;

/**
 * Whether labels satisfy `{a="b",c=~"d|e"}`: a regular expression must match the whole value, as Prometheus reads it, or
 * may match anywhere in it, as Parca does. Names with other signs than letters are quoted: `{"k8s.pod.name"="a"}`.
 */
export function selects(
  selector: string,
  labels: Readonly<Record<string, string>>,
  expressions: 'whole' | 'anywhere' = 'whole',
): boolean {
  if (!/^\{.*\}$/s.test(selector)) throw new SyntaxError(`parse error: ${selector} is no selector`);
  return [...selector.matchAll(MATCHER)].every(([, name = '', op = '', quoted = '""']) => {
    const value = JSON.parse(quoted) as string;
    const own = labels[name.startsWith('"') ? (JSON.parse(name) as string) : name] ?? '';
    const expression = new RegExp(expressions === 'whole' ? `^(?:${value})$` : value, 's');
    const same = op.endsWith('~') ? expression.test(own) : own === value;
    return op.startsWith('!') ? !same : same;
  });
}

/** Undefined for who may see the data, else how the refusal goes. */
export function refused(
  request: IncomingMessage,
  guard: Guard,
): 'credentials' | 'no-tenant' | 'other-tenant' | undefined {
  if (guard.authorization !== undefined && request.headers.authorization !== guard.authorization) return 'credentials';
  if (guard.tenant === undefined) return undefined;
  const tenant = request.headers['x-scope-orgid'];
  return tenant === undefined ? 'no-tenant' : tenant === guard.tenant ? undefined : 'other-tenant';
}

export async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export function json(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
