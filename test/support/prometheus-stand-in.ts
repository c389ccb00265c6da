import type { Series } from '../../src/metrics/series.ts';
import { type Loopback, loopback } from './loopback.ts';

const QUERY = /^(last|max|min)_over_time\(([a-z_:0-9]*)\{(.*)\}\[(\d+)ms\]\)$/;
const NAMED = /^label_replace\((.*),"(\w+)","([^"]*)","",""\)$/;
const MATCHER = /(\w+|"(?:[^"\\]|\\.)*")(=~|!~|!=|=)("(?:[^"\\]|\\.)*")/g;

export interface PrometheusOptions {
  /** What its answers warn of. */
  readonly warnings?: readonly string[] | undefined;
  /** The flag of VictoriaMetrics' cluster version. */
  readonly isPartial?: boolean | undefined;
  /** Queries that it fails at, as a gateway does whose store is short of memory. */
  readonly fails?: RegExp | undefined;
  /** Prometheus 2 takes no quoted names of labels; VictoriaMetrics moves start and end of a query of 50 points or more to whole steps unless `nocache=1` is given. */
  readonly server?: 'Prometheus' | 'Prometheus 2' | 'VictoriaMetrics' | undefined;
}

const ROUNDED_FROM = 50;

/** What is answered of the series that `match[]` selects. */
const SELECTING: Readonly<Record<string, (series: readonly Readonly<Record<string, string>>[]) => readonly unknown[]>> =
  {
    '/api/v1/series': (series) => series,
    '/api/v1/labels': (series) => [...new Set(series.flatMap((one) => Object.keys(one)))].sort(),
    '/api/v1/label/__name__/values': (series) => [...new Set(series.map((one) => one['__name__'] ?? ''))].sort(),
  };

/**
 * Answers `query_range` as Prometheus 3 does for the only forms of query Leakbot asks (one metric, several by their
 * names, several aggregates joined by `or`): windows open on the left, no point where a window is empty. Anything else is 400, as are more than 11 000 points; other paths below `/api/v1/`
 * answer with the data given for them.
 */
export function prometheusStandIn(
  series: readonly Series[],
  otherPaths: Readonly<Record<string, unknown>> = {},
  { server = 'Prometheus', warnings, isPartial, fails }: PrometheusOptions = {},
): Promise<Loopback> {
  return loopback((request, response) => {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const parameter = (name: string) => url.searchParams.get(name) ?? '';
    const reply = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    };
    const refuse = (error: string) => reply(400, { status: 'error', errorType: 'bad_data', error });
    const other = otherPaths[url.pathname.replace('/api/v1/', '')];
    if (other !== undefined) return reply(200, { status: 'success', data: other });
    const select = SELECTING[url.pathname];
    if (select !== undefined) {
      const selectors = url.searchParams.getAll('match[]');
      if (server === 'Prometheus 2' && selectors.some((each) => /[{,]"/.test(each)))
        return refuse('parse error: unexpected string');
      const tests = selectors.map(matching);
      const all = series.map((one) => ({ __name__: one.metric, ...one.labels }));
      return reply(200, {
        status: 'success',
        data: select(all.filter((one) => tests.some((test) => test(one)))),
        warnings,
        isPartial,
      });
    }
    if (url.pathname !== '/api/v1/query_range') return refuse(`undeclared path ${url.pathname}`);
    if (fails?.test(parameter('query')) === true)
      return reply(422, { status: 'error', errorType: 'execution', error: 'a store is short of memory' });
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Math.round(Number(parameter(name)) * 1000));
    if (start === undefined || end === undefined || step === undefined) return refuse('incomplete');
    if ((end - start) / step > 11_000) return refuse('exceeded maximum resolution of 11,000 points per timeseries.');
    const rounds = server === 'VictoriaMetrics' && parameter('nocache') !== '1';
    const asked = rounds ? onWholeSteps({ start, end, step }) : { start, end, step };
    const result: { metric: Record<string, string>; values: [number, string][] }[] = [];
    for (const part of parameter('query').split(/(?<=\)) or (?=label_replace|last_over_time)/)) {
      const [, inner = part, label, name] = NAMED.exec(part) ?? [];
      const [, aggregate = '', metric, selector = '', window] = QUERY.exec(inner) ?? [];
      if (metric === undefined) return refuse(`unexpected query ${part}`);
      if (server === 'Prometheus 2' && /(?:^|,)"/.test(selector)) return refuse('unexpected string in label matching');
      const several = metric === '' && !/(?:^|,)__name__="/.test(selector);
      if (several && aggregate !== 'last') return refuse('vector cannot contain metrics with the same labelset');
      const matches = matching(selector);
      const answer = series
        .filter((one) => (metric === '' || one.metric === metric) && matches({ __name__: one.metric, ...one.labels }))
        .map((one) => ({
          metric: {
            ...(aggregate === 'last' ? { __name__: one.metric } : {}),
            ...one.labels,
            ...(label === undefined || name === undefined ? {} : { [label]: name }),
          },
          values: pointsOf(one, { ...asked, window: Number(window), aggregate }),
        }));
      const seen = new Set(result.map(({ metric: labels }) => JSON.stringify(labels)));
      // What `or` joins is there once.
      result.push(
        ...answer.filter(({ metric: labels, values }) => values.length > 0 && !seen.has(JSON.stringify(labels))),
      );
    }
    return reply(200, { status: 'success', data: { resultType: 'matrix', result }, warnings, isPartial });
  });
}

/** `AdjustStartEnd` of app/vmselect/promql/eval.go; the number of points stays. Seen with 1.79.5 and of August 2026. */
function onWholeSteps({ start, end, step }: Record<'start' | 'end' | 'step', number>) {
  const points = Math.floor((end - start) / step) + 1;
  if (points < ROUNDED_FROM) return { start, end, step };
  const from = start - (start % step);
  return { start: from, end: Math.min(Math.ceil(end / step) * step, from + (points - 1) * step), step };
}

function matching(selector: string): (labels: Series['labels']) => boolean {
  const name = /^[a-zA-Z_:][a-zA-Z0-9_:]*(?=\{)/.exec(selector)?.[0];
  const matchers = [...selector.matchAll(MATCHER)].map(([, label = '', op = '', value = '""']) => ({
    label: label.startsWith('"') ? (JSON.parse(label) as string) : label,
    op,
    value: JSON.parse(value) as string,
  }));
  return (labels) =>
    (name === undefined || labels['__name__'] === name) &&
    matchers.every(({ label, op, value }) => {
      const actual = labels[label] ?? '';
      const same = op.endsWith('~') ? wholly(value).test(actual) : actual === value;
      return op.startsWith('!') ? !same : same;
    });
}

/** RE2 takes `(?i)` at the start; JavaScript wants a group of its own. */
function wholly(expression: string): RegExp {
  return new RegExp(`^(?:${expression.replace(/^\(\?i\)(.*)$/, '(?i:$1)')})$`, 's');
}

interface Range {
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly window: number;
  readonly aggregate: string;
}

function pointsOf(series: Series, { start, end, step, window, aggregate }: Range): [number, string][] {
  const points: [number, string][] = [];
  for (let time = start; time <= end; time += step) {
    const inside = [...series.values].filter((_, i) => {
      const at = series.times[i] ?? 0;
      return at > time - window && at <= time;
    });
    // Prometheus lets NaN win only where there is nothing else.
    const numbers = inside.filter((value) => !Number.isNaN(value));
    const chosen = numbers.length === 0 ? inside : numbers;
    if (chosen.length === 0) continue;
    const value = { last: inside.at(-1), max: Math.max(...chosen), min: Math.min(...chosen) }[aggregate];
    points.push([time / 1000, text(value ?? Number.NaN)]);
  }
  return points;
}

function text(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
}
