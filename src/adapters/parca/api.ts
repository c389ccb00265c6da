import type { FetchFailure } from '../../collection/fetch-failure.ts';
import type { UnavailableError } from '../../foundation/errors.ts';
import { MiB } from '../../measurement/bytes.ts';
import { SECOND } from '../../measurement/duration.ts';
import { below } from '../http-client/base-url.ts';
import { type Answer, boundedGet } from '../http-client/bounded-get.ts';
import { RETRY_BOUNDS, retried } from '../http-client/retried.ts';
import {
  type Asked,
  failureError,
  nonsenseError,
  plainWords,
  presentedBy,
  refusalError,
} from '../http-client/server-errors.ts';
import { refusalIn } from '../profile-server/parsed.ts';
import { type ProfileServerSettings, reachedBy } from '../profile-server/settings.ts';
import { errorSchema } from './schema.ts';

export interface ParcaCall<Data> {
  /** Below `/api/profiles/`: `query_range`. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, string>>;
  /** What is asked, for the message of an error. */
  readonly asked: string;
  /** Throws when the answer is not as it must be. */
  readonly shape: (data: unknown) => Data;
}

/** Parca's query API as its gateway serves it under /api (proto/parca/query/v1alpha1/query.proto). */
export interface ParcaApi {
  /** For people, without credentials: `Parca at http://parca:7070`. */
  readonly name: string;
  /** Undefined where Parca finds nothing, which is an error of its gateway. Throws UnavailableError. */
  get<Data>(call: ParcaCall<Data>, signal?: AbortSignal): Promise<Data | undefined>;
}

/** A profile is made from its samples when it is asked for, which takes seconds. */
const TIMEOUT = 30 * SECOND;
/** Base64 of a gzipped profile. */
const MAX_BYTES = 96 * MiB;
/** `NOT_FOUND` among the status codes of gRPC. */
const NOT_FOUND = 5;

export function parcaApi(settings: ProfileServerSettings): ParcaApi {
  const { url, shown, headers } = reachedBy(settings);
  const name = `Parca at ${shown}`;
  async function get<Data>({ path, parameters, asked, shape }: ParcaCall<Data>, signal?: AbortSignal) {
    const target = below(url, `api/profiles/${path}`);
    for (const [parameter, value] of Object.entries(parameters)) target.searchParams.set(parameter, value);
    const answer = await boundedGet({
      url: target,
      headers: { ...headers, accept: 'application/json' },
      timeout: settings.timeout ?? TIMEOUT,
      maxBytes: settings.maxBytes ?? MAX_BYTES,
      signal,
    });
    const about: Asked = {
      name,
      setting: 'PARCA',
      asked,
      presented: presentedBy(headers),
      lessWould: 'a shorter window',
    };
    if (answer.kind === 'answer' && isNothingFound(answer)) return undefined;
    if (answer.kind !== 'answer' || answer.status !== 200) throw errorOf(about, answer);
    try {
      return shape(JSON.parse(answer.body.toString('utf8')));
    } catch {
      throw nonsenseError(about, answer);
    }
  }

  return {
    name,
    get: (call, signal) => retried(() => get(call, signal), settings.retries ?? RETRY_BOUNDS, signal),
  };
}

function errorOf(about: Asked, answer: Answer | FetchFailure): UnavailableError {
  if (answer.kind !== 'answer') return failureError(about, answer);
  if (answer.status === 404) {
    return refusalError(about, answer, 'no API of Parca there; PARCA_URL must be its base, e.g. http://parca:7070');
  }
  return refusalError(about, answer, gatewayError(answer)?.message ?? plainWords(answer));
}

/**
 * Parca hands every 404 to its user interface (pkg/server/fallback.go, since August 2021; seen with 0.28): what its
 * gateway did not find is a web page with status 200, and still has the headers that the gateway had set. A page
 * without them is of a path that Parca does not have, or of another program. In front of the gateway it is gRPC's error.
 */
function isNothingFound(answer: Answer): boolean {
  if (gatewayError(answer)?.code === NOT_FOUND) return true;
  const ofGateway = answer.headerNames.some((name) => name.startsWith('grpc-metadata-'));
  return answer.status === 200 && ofGateway && answer.contentType.startsWith('text/html');
}

function gatewayError(answer: Answer) {
  return refusalIn(errorSchema, answer);
}
