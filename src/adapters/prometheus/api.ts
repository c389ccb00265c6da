import { AtMost } from '../../foundation/at-most.ts';
import type { Instant } from '../../foundation/clock.ts';
import { type Bytes, MiB } from '../../measurement/bytes.ts';
import { MINUTE, type Milliseconds, SECOND } from '../../measurement/duration.ts';
import { baseUrl, below, type Credentials, headersOf } from '../http-client/base-url.ts';
import { type Answer, boundedGet } from '../http-client/bounded-get.ts';
import { RETRY_BOUNDS, type RetryBounds, retried } from '../http-client/retried.ts';
import { type Asked, failureError } from '../http-client/server-errors.ts';
import { askedOf, nonsenseError, refusalError } from './refusals.ts';
import { envelopeSchema } from './schema.ts';

export interface PrometheusSettings extends Credentials {
  /** The base under which `/api/v1` lies: `http://prometheus:9090`, `http://mimir:8080/prometheus`. */
  readonly url: string;
  readonly timeout?: Milliseconds | undefined;
  readonly maxBytes?: Bytes | undefined;
  readonly retries?: RetryBounds | undefined;
  /** Gets what Prometheus warns of although it answered, e.g. that some stores did not. */
  readonly onWarning?: ((warning: string) => void) | undefined;
}

/** The HTTP API of Prometheus and of those that speak it: Mimir, Thanos, VictoriaMetrics. */
export interface PrometheusApi {
  /** For people, without credentials: `Prometheus at http://prometheus:9090`. */
  readonly name: string;
  /** Calls `/api/v1/<path>` and shapes its `data`; within bounds again where that may help. Throws UnavailableError. */
  get<Data>(call: ApiCall<Data>, signal?: AbortSignal): Promise<Data>;
}

export interface ApiCall<Data> {
  readonly path: string;
  /** Several values of one parameter are given one after the other. */
  readonly parameters: Readonly<Record<string, string | readonly string[]>>;
  /** What is asked, for the message of an error. */
  readonly asked: string;
  /** Throws when the data is not as it must be. */
  readonly shape: (data: unknown, header?: Answer['header']) => Data;
  /** Gets why the answer lacks a part, where the server says so. */
  readonly onPartial?: ((why: string) => void) | undefined;
}

/** Less than Prometheus allows a query (`--query.timeout`, two minutes): someone waits for the answer. */
const TIMEOUT = 30 * SECOND;
/** Room for a million points; 200 pods at 500 points are a tenth of it. */
const MAX_BYTES = 64 * MiB;

/** So many at a time, of all investigations together: Prometheus has other users. */
const QUESTIONS = 16;

export function prometheusApi(settings: PrometheusSettings): PrometheusApi {
  const { url, credentials } = baseUrl(settings.url);
  const { token, username, password, orgId } = settings;
  const given =
    token === undefined && username === undefined ? { ...credentials, orgId } : { token, username, password, orgId };
  const headers = { accept: 'application/json', ...headersOf(given) };
  const lanes = new AtMost(QUESTIONS);
  const name = `Prometheus at ${url.href.replace(/\/$/, '')}`;
  const warn = atMostEvery(WARNS_AGAIN, settings.onWarning);

  function shapedBy<Shaped>(shape: () => Shaped, about: Asked, answer: Answer): Shaped {
    try {
      return shape();
    } catch {
      throw nonsenseError(about, answer);
    }
  }

  async function get<Data>(call: ApiCall<Data>, signal?: AbortSignal): Promise<Data> {
    const { path, parameters, asked, shape } = call;
    const target = below(url, `api/v1/${path}`);
    for (const [parameter, values] of Object.entries(parameters)) {
      for (const value of [values].flat()) target.searchParams.append(parameter, value);
    }
    const answer = await boundedGet({
      url: target,
      headers,
      timeout: settings.timeout ?? TIMEOUT,
      maxBytes: settings.maxBytes ?? MAX_BYTES,
      signal,
    });
    const about = askedOf(name, asked, headers);
    if (answer.kind !== 'answer') throw failureError(about, answer);
    if (answer.status !== 200) throw refusalError(about, answer, saidBy(answer));
    const envelope = shapedBy(() => envelopeSchema.parse(JSON.parse(answer.body.toString('utf8'))), about, answer);
    if (envelope.status === 'error') throw refusalError(about, { ...answer, status: 422 }, envelope.error);
    for (const warning of envelope.warnings ?? []) warn(`${name}: ${warning}`);
    const data = shapedBy(() => shape(envelope.data, answer.header), about, answer);
    const partial = partialBecause(envelope);
    if (partial !== undefined) call.onPartial?.(partial);
    return data;
  }

  return {
    name,
    get: (call, signal) =>
      retried(() => lanes.run(() => get(call, signal), signal), settings.retries ?? RETRY_BOUNDS, signal),
  };
}

/** A store that is down is warned of with each of a hundred answers. */
const WARNS_AGAIN = 10 * MINUTE;
/** Texts of warnings that are remembered: some name the moment or the query, and differ each time. */
const MOST_REMEMBERED = 100;

/** Hands on what was not heard lately. */
function atMostEvery(span: Milliseconds, onWarning: PrometheusSettings['onWarning']): (warning: string) => void {
  const heard = new Map<string, number>();
  return (warning) => {
    const now = performance.now();
    if (now - (heard.get(warning) ?? -Infinity) < span) return;
    if (heard.size >= MOST_REMEMBERED) heard.clear();
    heard.set(warning, now);
    onWarning?.(warning);
  };
}

/** Remarks on the query itself, since Prometheus 2.48, and on a limit that was asked for, since version 3. */
const NO_LACK = /^(?:PromQL (?:info|warning)|results truncated due to limit)/;

/** Thanos and Mimir warn of stores that did not answer, the cluster version of VictoriaMetrics sets a flag. */
function partialBecause(envelope: {
  readonly warnings?: readonly string[] | null | undefined;
  readonly isPartial: boolean;
}) {
  const missing = (envelope.warnings ?? []).filter((warning) => !NO_LACK.test(warning));
  return missing[0] ?? (envelope.isPartial ? 'some of its storage nodes did not answer' : undefined);
}

/** Seconds with milliseconds, as the API takes times. */
export function seconds(time: Instant): string {
  return (time / SECOND).toFixed(3);
}

/** Prometheus explains errors in JSON, proxies in front of it in a line of text; a web page is no explanation. */
function saidBy(answer: Answer): string | undefined {
  const text = answer.body.toString('utf8').trim();
  try {
    const envelope = envelopeSchema.parse(JSON.parse(text));
    return envelope.status === 'error' ? envelope.error : undefined;
  } catch {
    return text.length <= 200 && !text.startsWith('<') ? text : undefined;
  }
}
