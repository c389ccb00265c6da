import type { IncomingMessage, ServerResponse } from 'node:http';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { Profile } from 'pprof-format';
import { type Loopback, loopback } from '../loopback.ts';
import { mergedProfile, totalOf } from './merged-profile.ts';
import {
  bodyOf,
  type Guard,
  json,
  refused,
  type ServedProfile,
  type Stored,
  selects,
  splitByLabels,
  stored,
} from './served-profile.ts';

export interface PyroscopeOptions extends Guard {
  /**
   * `current`: profiles have ids, exemplars name them. `storage-1`: today's server on the old storage, which refuses
   * exemplars and ignores ids. `old`: of before the format of an answer could be chosen; what it does not know it
   * ignores.
   */
  readonly version?: 'current' | 'storage-1' | 'old' | undefined;
  /** Something on the way lets only JSON through. */
  readonly jsonOnly?: boolean | undefined;
  /** The longest range of a query, a day unless an operator says otherwise. */
  readonly longest?: number | undefined;
  /** Nothing before this time is found, and nothing says so: a week ago unless an operator says otherwise. */
  readonly oldest?: number | undefined;
}

export interface PyroscopeStandIn extends Loopback {
  /** `<rpc> <json or proto>` of every request, oldest first. */
  readonly asked: string[];
  profiles: readonly ServedProfile[];
}

interface Question {
  readonly start: number;
  readonly end: number;
  readonly profileTypeID: string;
  readonly labelSelector: string;
  readonly matchers: readonly string[];
  readonly labelNames: readonly string[];
  readonly groupBy: readonly string[];
  readonly step: number;
  readonly exemplarType: string;
  readonly format: string;
  readonly profileIdSelector: readonly string[];
  /** The client takes names of labels with dots. */
  readonly takesDots: boolean;
}

class Refusal extends Error {
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** https://connectrpc.com/docs/protocol/#error-codes */
const HTTP_STATUS: Readonly<Record<string, number>> = {
  invalid_argument: 400,
  unauthenticated: 401,
  unimplemented: 501,
};

/**
 * Answers `querier.v1.QuerierService` as Pyroscope does (api/querier/v1/querier.proto, pkg/frontend and pkg/querier of
 * grafana/pyroscope): the Connect protocol in JSON and protobuf; 64-bit integers as strings; points at the ends of
 * steps, one exemplar a point; merges that add up whatever their window and selector hold.
 */
export async function pyroscopeStandIn(
  profiles: readonly ServedProfile[],
  options: PyroscopeOptions = {},
): Promise<PyroscopeStandIn> {
  const asked: string[] = [];
  const server = await loopback((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const code =
        error instanceof Refusal ? error.code : error instanceof SyntaxError ? 'invalid_argument' : 'internal';
      json(response, HTTP_STATUS[code] ?? 500, { code, message: error instanceof Error ? error.message : 'unknown' });
    });
  });
  const self = Object.assign(server, { asked, profiles });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [, rpc = ''] = /^\/querier\.v1\.QuerierService\/(\w+)$/.exec(request.url ?? '') ?? [];
    const codec = request.headers['content-type'] === 'application/proto' ? 'proto' : 'json';
    asked.push(`${rpc} ${codec}`);
    if (request.url === '/api/v1/status/buildinfo') {
      return void json(response, 200, { status: 'success', data: { version: '2.2.1', revision: '9ba3b8b1' } });
    }
    if (request.method !== 'POST' || rpc === '') return void response.writeHead(404).end('404 page not found');
    const refusal = refused(request, options);
    if (refusal === 'credentials') return void response.writeHead(401).end('401 Authorization Required');
    if (refusal === 'no-tenant') throw new Refusal('unauthenticated', 'no org id');
    if (codec === 'proto' && options.jsonOnly === true) return void response.writeHead(415).end();
    const { oldest = 0 } = options;
    const all = refusal === 'other-tenant' ? [] : split(self.profiles).filter(({ time }) => time >= oldest);
    const takesDots = /;\s*allow-utf8-labelnames=true/.test(request.headers.accept ?? '');
    const question = { ...questionOf(await bodyOf(request), codec, rpc), takesDots };
    checkNames(question, options.version);
    if (question.end - question.start > (options.longest ?? 86_400_000)) {
      throw new Refusal('invalid_argument', 'the query time range exceeds the limit');
    }
    respond(response, codec, answerTo(rpc, question, all, options));
  }
  return self;
}

const splits = new WeakMap<readonly ServedProfile[], readonly Stored[]>();

function split(profiles: readonly ServedProfile[]): readonly Stored[] {
  const known = splits.get(profiles) ?? splitByLabels(stored(profiles));
  splits.set(profiles, known);
  return known;
}

/** Before version 2 a label's name in quotes is no selector. */
function checkNames({ labelSelector, matchers }: Question, version: PyroscopeOptions['version'] = 'current'): void {
  if (version !== 'old') return;
  for (const text of [labelSelector, ...matchers]) {
    if (/[{,]\s*"/.test(text)) throw new Refusal('invalid_argument', `parse error: unexpected string in ${text}`);
  }
}

type Reply = { readonly json: unknown } | { readonly profile: Profile; readonly wrapped: boolean };

function answerTo(
  rpc: string,
  question: Question,
  all: readonly Stored[],
  { version = 'current' }: PyroscopeOptions,
): Reply {
  const inTime = all.filter(({ time }) => time >= question.start && time <= question.end);
  switch (rpc) {
    case 'ProfileTypes': {
      const types = new Map(inTime.map((each) => [each.type, each]));
      return { json: { profileTypes: [...types.values()].map(typeOf) } };
    }
    case 'Series':
      return { json: { labelsSet: seriesOf(inTime, question).map((labels) => ({ labels: pairs(labels) })) } };
    case 'SelectSeries':
      return { json: { series: selectSeries(all, question, version) } };
    case 'SelectMergeStacktraces':
      if (version === 'old') throw new Refusal('unimplemented', 'unknown method SelectMergeStacktraces');
      if (question.format !== 'PROFILE_FORMAT_PPROF') return { json: { flamegraph: {} } };
      return { profile: merge(inTime, question, version), wrapped: true };
    case 'SelectMergeProfile':
      return { profile: merge(inTime, question, version), wrapped: false };
    default:
      throw new Refusal('unimplemented', `undeclared call ${rpc}`);
  }
}

function typeOf({ type, sampleType, sampleUnit }: Stored) {
  const [name, , , periodType, periodUnit] = type.split(':');
  return { ID: type, name, sampleType, sampleUnit, periodType, periodUnit };
}

const pairs = (labels: Readonly<Record<string, string>>) =>
  Object.entries(labels).map(([name, value]) => ({ name, value }));

function seriesOf(all: readonly Stored[], { matchers, labelNames, takesDots }: Question) {
  const sets = all
    .map(({ labels, type }): Record<string, string> => ({ ...labels, __profile_type__: type }))
    .filter((labels) => matchers.length === 0 || matchers.some((matcher) => selects(matcher, labels)))
    .map((labels) => Object.fromEntries(Object.entries(labels).filter(([name]) => takesDots || /^\w+$/.test(name))))
    .map((labels) =>
      labelNames.length === 0
        ? labels
        : Object.fromEntries(Object.entries(labels).filter(([name]) => labelNames.includes(name))),
    );
  return [...new Map(sets.map((labels) => [JSON.stringify(labels), labels])).values()];
}

function selected(all: readonly Stored[], { profileTypeID, labelSelector }: Question): readonly Stored[] {
  if (profileTypeID.split(':').length < 5) throw new Refusal('invalid_argument', 'invalid profile type');
  return all.filter(({ type, labels }) => type === profileTypeID && selects(labelSelector, labels));
}

function selectSeries(all: readonly Stored[], question: Question, version: PyroscopeOptions['version']) {
  const { start, end, groupBy } = question;
  const step = Math.trunc(question.step * 1000);
  if (step < 1) throw new Refusal('invalid_argument', 'step must be >= 1ms');
  const wantsExemplars = question.exemplarType === 'EXEMPLAR_TYPE_INDIVIDUAL';
  if (wantsExemplars && version === 'storage-1') {
    throw new Refusal('unimplemented', 'exemplars are not supported in SelectSeries API, use the v2 query API instead');
  }
  const groups = Map.groupBy(selected(all, question), ({ labels }) =>
    JSON.stringify(groupBy.filter((name) => name in labels).map((name) => ({ name, value: labels[name] }))),
  );
  return [...groups].map(([labels, members]) => {
    const points = Map.groupBy(members, ({ time }) => start + Math.ceil((time - start) / step) * step);
    return {
      labels: JSON.parse(labels) as unknown,
      points: [...points]
        .filter(([timestamp]) => timestamp >= start && timestamp <= end)
        .sort(([a], [b]) => a - b)
        .map(([timestamp, profiles]) => ({
          value: profiles.reduce((sum, each) => sum + Number(totalOf(each.profile, each.sampleType)), 0),
          timestamp: String(timestamp),
          ...(wantsExemplars && version === 'current' ? { exemplars: [largest(profiles)] } : {}),
        })),
    };
  });
}

/** Parts of one profile are one exemplar where they are of one series. */
function largest(profiles: readonly Stored[]) {
  const values = [...Map.groupBy(profiles, ({ id }) => id).values()].flatMap((parts) => {
    const value = parts.reduce((sum, each) => sum + totalOf(each.profile, each.sampleType), 0n);
    return parts.slice(0, 1).map((each) => ({ each, value }));
  });
  const top = values.reduce((most, one) => (one.value > most.value ? one : most));
  return {
    timestamp: String(top.each.time),
    profileId: top.each.id,
    ...(top.value === 0n ? {} : { value: String(top.value) }),
  };
}

function merge(inTime: readonly Stored[], question: Question, version: PyroscopeOptions['version']): Profile {
  const ids = version === 'current' ? question.profileIdSelector : [];
  const matching = selected(inTime, question).filter(({ id }) => ids.length === 0 || ids.includes(id));
  const [first] = matching;
  // Version 2.2.1 answers with a profile for one that is gone, without types and samples; older ones with nothing.
  if (first === undefined && version === 'current')
    return new Profile({ timeNanos: BigInt(question.end) * 1_000_000n });
  return mergedProfile(
    matching.map(({ profile }) => profile),
    first?.sampleType ?? '',
  );
}

function questionOf(body: Buffer, codec: 'json' | 'proto', rpc: string): Question {
  const given = codec === 'json' ? (JSON.parse(body.toString('utf8')) as Record<string, unknown>) : decode(body, rpc);
  return {
    profileTypeID: '',
    labelSelector: '{}',
    matchers: [],
    labelNames: [],
    groupBy: [],
    step: 0,
    exemplarType: '',
    format: '',
    profileIdSelector: [],
    takesDots: false,
    ...given,
    start: Number(given['start'] ?? 0),
    end: Number(given['end'] ?? 0),
  };
}

/** The two messages that are asked in protobuf. */
function decode(body: Buffer, rpc: string): Record<string, unknown> {
  const stacktraces = rpc === 'SelectMergeStacktraces';
  const reader = new BinaryReader(body);
  const question: Record<string, unknown> = {};
  const ids: string[] = [];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === 1) question['profileTypeID'] = reader.string();
    else if (field === 2) question['labelSelector'] = reader.string();
    else if (field === 3) question['start'] = String(reader.int64());
    else if (field === 4) question['end'] = String(reader.int64());
    else if (field === 6 && stacktraces) question['format'] = reader.int32() === 4 ? 'PROFILE_FORMAT_PPROF' : '';
    else if (field === (stacktraces ? 8 : 7)) ids.push(reader.string());
    else reader.skip(wire, field);
  }
  return { ...question, profileIdSelector: ids };
}

function respond(response: ServerResponse, codec: 'json' | 'proto', reply: Reply): void {
  if ('json' in reply) {
    json(response, 200, reply.json);
    return;
  }
  if (codec === 'json') {
    const fields = profileJson(reply.profile);
    json(response, 200, reply.wrapped ? { pprof: { profile: fields } } : fields);
    return;
  }
  const bytes = isNothing(reply.profile) ? new Uint8Array() : reply.profile.encode();
  const within = (field: number, inner: Uint8Array) =>
    new BinaryWriter().tag(field, WireType.LengthDelimited).bytes(inner).finish();
  response
    .writeHead(200, { 'content-type': 'application/proto' })
    .end(reply.wrapped ? within(5, within(1, bytes)) : bytes);
}

function isNothing({ sampleType, timeNanos }: Profile): boolean {
  return sampleType.length === 0 && Number(timeNanos) === 0;
}

/** protojson: 64-bit integers as strings, nothing that is zero. */
function profileJson(profile: Profile): unknown {
  if (isNothing(profile)) return {};
  const { sampleType, sample, location, function: functions, stringTable } = profile;
  const plain = { sampleType, sample, location, function: functions, stringTable: stringTable.strings };
  const integers = JSON.stringify(plain, (_, value: unknown) =>
    typeof value === 'number' || typeof value === 'bigint' ? String(value) : value,
  );
  const leave = new Set<unknown>(['0', false]);
  return JSON.parse(integers, (_, value: unknown) => (leave.has(value) ? undefined : value)) as unknown;
}
