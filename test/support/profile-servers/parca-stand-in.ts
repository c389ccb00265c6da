import { gzipSync } from 'node:zlib';
import { type Loopback, loopback } from '../loopback.ts';
import { mergedProfile, totalOf } from './merged-profile.ts';
import { type Guard, json, refused, type ServedProfile, type Stored, selects, stored } from './served-profile.ts';

export interface ParcaStandIn extends Loopback {
  /** Paths with their queries, oldest first. */
  readonly asked: string[];
  profiles: readonly ServedProfile[];
}

/** gRPC's codes and the statuses grpc-gateway makes of them. */
const NOT_FOUND = { status: 404, code: 5 };
const INVALID_ARGUMENT = { status: 400, code: 3 };

/** A path that no API has. */
class NoSuchPath extends Error {}

/** Parca's user interface, which takes every 404 over with status 200 (0.28; pkg/server/fallback.go since August 2021). */
const USER_INTERFACE = `<!doctype html><html><head><title>Parca</title><script>window.APP_VERSION = 'v0.28.0'</script></head><body><div id="root"></div></body></html>`;

class Refusal extends Error {
  readonly kind: typeof NOT_FOUND;
  constructor(kind: typeof NOT_FOUND, message: string) {
    super(message);
    this.kind = kind;
  }
}

/**
 * Answers the query API of Parca as its gateway does (proto/parca/query/v1alpha1/query.proto, pkg/parcacol/querier.go
 * of parca-dev/parca): the first profile of each step in a range; single profiles by their millisecond, which adds up
 * all series that match; merges that add up whatever they hold; expressions in selectors match anywhere in a value;
 * nothing found is the user interface with status 200, with the headers that the gateway had set (seen with 0.28).
 */
export async function parcaStandIn(profiles: readonly ServedProfile[], guard: Guard = {}): Promise<ParcaStandIn> {
  const asked: string[] = [];
  const server = await loopback((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    asked.push(request.url ?? '');
    const refusal = refused(request, guard);
    if (refusal !== undefined && refusal !== 'other-tenant') {
      response.writeHead(401).end('401 Authorization Required');
      return;
    }
    try {
      const all = refusal === 'other-tenant' ? [] : stored(self.profiles);
      json(response, 200, answerTo(url, all));
    } catch (error) {
      const { status, code } = error instanceof Refusal ? error.kind : INVALID_ARGUMENT;
      if (status === NOT_FOUND.status || error instanceof NoSuchPath) {
        const ofGateway = error instanceof NoSuchPath ? {} : { 'grpc-metadata-content-type': 'application/grpc' };
        response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...ofGateway }).end(USER_INTERFACE);
        return;
      }
      const message = error instanceof Error ? error.message : 'unknown';
      json(response, status, { code, message, details: [] });
    }
  });
  const self = Object.assign(server, { asked, profiles });
  return self;
}

function answerTo(url: URL, all: readonly Stored[]): unknown {
  const parameter = (name: string) => url.searchParams.get(name) ?? '';
  const inRange = (prefix: string) => {
    const [start, end] = ['start', 'end'].map((name) => Date.parse(parameter(`${prefix}${name}`)));
    if (start === undefined || end === undefined || Number.isNaN(start + end)) {
      throw new Refusal(INVALID_ARGUMENT, 'invalid time range');
    }
    return all.filter(({ time }) => time >= start && time <= end);
  };
  switch (url.pathname) {
    case '/api/profiles/types':
      return { types: [...new Map(inRange('').map((each) => [each.type, each])).values()].map(typeOf) };
    case '/api/profiles/labels':
      return { labelNames: [...new Set(inRange('').flatMap(({ labels }) => Object.keys(labels)))].sort() };
    case '/api/profiles/query_range':
      return { series: rangeSeries(queried(parameter('query'), inRange('')), parameter('step')) };
    case '/api/profiles/query':
      return query(parameter, all, inRange);
    default:
      throw new NoSuchPath();
  }
}

function typeOf({ type, sampleType, sampleUnit }: Stored) {
  const [name, , , periodType, periodUnit] = type.split(':');
  return { name, sampleType, sampleUnit, periodType, periodUnit };
}

function queried(query: string, candidates: readonly Stored[]): readonly Stored[] {
  const [, wanted, selector = '{}'] = /^([^{]+)(\{.*\})?$/s.exec(query) ?? [];
  if (wanted === undefined || wanted.split(':').length < 5) {
    throw new Refusal(INVALID_ARGUMENT, `failed to parse query ${query}`);
  }
  return candidates.filter(({ type, labels }) => type === wanted && selects(selector, labels, 'anywhere'));
}

function rangeSeries(found: readonly Stored[], step: string) {
  if (found.length === 0) {
    throw new Refusal(NOT_FOUND, 'No data found for the query, try a different query or time range');
  }
  const seconds = /^(\d+(?:\.\d+)?)s$/.exec(step)?.[1];
  if (seconds === undefined) throw new Refusal(INVALID_ARGUMENT, `parsing field "step": ${step} is no duration`);
  const groups = Map.groupBy(found, ({ labels }) => JSON.stringify(labels));
  return [...groups.values()].map((members) => {
    const sorted = [...members].sort((a, b) => a.time - b.time);
    const buckets = Map.groupBy(sorted, ({ time }) => Math.floor(time / (Number(seconds) * 1000)));
    const labels = Object.entries(members[0]?.labels ?? {}).map(([name, value]) => ({ name, value }));
    return {
      labelset: { labels },
      samples: [...buckets.values()].flatMap(([first, ...more]) =>
        first === undefined
          ? []
          : [
              {
                timestamp: nanoseconds(first.time),
                value: String(totalOf(first.profile, first.sampleType)),
                valuePerSecond: Number(totalOf(first.profile, first.sampleType)),
                count: 1 + more.length,
              },
            ],
      ),
    };
  });
}

/** Parca keeps nanoseconds, of which its single queries look at the milliseconds. */
function nanoseconds(time: number): string {
  return new Date(time).toISOString().replace('Z', '000123Z');
}

function query(
  parameter: (name: string) => string,
  all: readonly Stored[],
  inRange: (prefix: string) => readonly Stored[],
): unknown {
  if (parameter('reportType') !== 'REPORT_TYPE_PPROF') throw new Refusal(INVALID_ARGUMENT, 'undeclared report type');
  const mode = parameter('mode');
  const found =
    mode === 'MODE_MERGE'
      ? queried(parameter('merge.query'), inRange('merge.'))
      : mode === 'MODE_SINGLE_UNSPECIFIED'
        ? queried(parameter('single.query'), all).filter(({ time }) => time === Date.parse(parameter('single.time')))
        : [];
  const [first] = found;
  if (first === undefined) {
    throw new Refusal(NOT_FOUND, 'could not find profile at requested time and selectors');
  }
  const merged = mergedProfile(
    found.map(({ profile }) => profile),
    first.sampleType,
  );
  return { pprof: gzipSync(merged.encode()).toString('base64'), total: String(totalOf(merged, first.sampleType)) };
}
