import type { FetchFailure } from '../../collection/fetch-failure.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import { MiB } from '../../measurement/bytes.ts';
import { SECOND } from '../../measurement/duration.ts';
import { below } from '../http-client/base-url.ts';
import { type Answer, boundedPost } from '../http-client/bounded-get.ts';
import { RETRY_BOUNDS, type RetryBounds, retried } from '../http-client/retried.ts';
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

/** A call that this version of the server does not have. */
export class UnimplementedError extends UnavailableError {}

/** A query that this version of the server cannot read. */
export class RejectedQueryError extends UnavailableError {}

export interface Call<Data> {
  /** Of `querier.v1.QuerierService`. */
  readonly rpc: string;
  readonly message: Readonly<Record<string, unknown>>;
  /** What is asked, for the message of an error. */
  readonly asked: string;
  /** Throws when the answer is not as it must be. */
  readonly shape: (data: unknown) => Data;
}

/** A call whose answer is better read as protobuf: a profile is several times larger as JSON, and then to be rebuilt. */
export interface BinaryCall<Data> extends Call<Data> {
  readonly encoded: Uint8Array;
  readonly decode: (bytes: Uint8Array) => Data;
}

/** Pyroscope's query API over the Connect protocol (https://connectrpc.com/docs/protocol): one POST a call. */
export interface PyroscopeApi {
  /** For people, without credentials: `Pyroscope at http://pyroscope:4040`. */
  readonly name: string;
  /** Throws UnavailableError, UnimplementedError for a call that the server does not have. */
  call<Data>(call: Call<Data>, signal?: AbortSignal): Promise<Data>;
  /** As `call`, in protobuf; in JSON where something on the way takes nothing else. */
  binary<Data>(call: BinaryCall<Data>, signal?: AbortSignal): Promise<Data>;
}

/** A profile is made from its samples when it is asked for, which takes seconds. */
const TIMEOUT = 30 * SECOND;
/** A profile of 20 MiB is five times that as JSON. */
const MAX_BYTES = 192 * MiB;

/** Nothing that another encoding of the question would change. */
function isAboutTheCaller(status: number): boolean {
  return status === 401 || status === 403 || status === 429 || status >= 502;
}

export function pyroscopeApi(settings: ProfileServerSettings): PyroscopeApi {
  return new ConnectApi(settings);
}

class ConnectApi implements PyroscopeApi {
  readonly name: string;
  readonly #settings: ProfileServerSettings;
  readonly #reached: ReturnType<typeof reachedBy>;
  readonly #retries: RetryBounds;
  #binaryWorks = true;

  constructor(settings: ProfileServerSettings) {
    this.#settings = settings;
    this.#reached = reachedBy(settings);
    this.#retries = settings.retries ?? RETRY_BOUNDS;
    this.name = `Pyroscope at ${this.#reached.shown}`;
  }

  call<Data>(wanted: Call<Data>, signal?: AbortSignal): Promise<Data> {
    return retried(() => this.#call(wanted, signal), this.#retries, signal);
  }

  binary<Data>(wanted: BinaryCall<Data>, signal?: AbortSignal): Promise<Data> {
    return retried(() => this.#binary(wanted, signal), this.#retries, signal);
  }

  async #call<Data>({ rpc, message, asked, shape }: Call<Data>, signal?: AbortSignal): Promise<Data> {
    const about = this.#about(asked);
    const answer = await this.#post(rpc, 'json', JSON.stringify(message), signal);
    if (answer.kind !== 'answer' || answer.status !== 200) throw errorOf(about, answer);
    return shapedBy(about, answer, () => shape(JSON.parse(answer.body.toString('utf8'))));
  }

  async #binary<Data>(wanted: BinaryCall<Data>, signal?: AbortSignal): Promise<Data> {
    if (!this.#binaryWorks) return this.#call(wanted, signal);
    const answer = await this.#post(wanted.rpc, 'proto', wanted.encoded, signal);
    const about = this.#about(wanted.asked);
    if (answer.kind !== 'answer' || isAboutTheCaller(answer.status) || isUnimplemented(answer)) {
      throw errorOf(about, answer);
    }
    if (answer.status === 200 && answer.contentType.startsWith('application/proto')) {
      return shapedBy(about, answer, () => wanted.decode(answer.body));
    }
    const read = await this.#call(wanted, signal);
    this.#binaryWorks = false;
    return read;
  }

  #about(asked: string): Asked {
    const presented = presentedBy(this.#reached.headers);
    return { name: this.name, setting: 'PYROSCOPE', asked, presented, lessWould: 'a shorter window' };
  }

  #post(rpc: string, content: 'json' | 'proto', body: string | Uint8Array, signal?: AbortSignal) {
    const { timeout = TIMEOUT, maxBytes = MAX_BYTES } = this.#settings;
    return boundedPost({
      url: below(this.#reached.url, `querier.v1.QuerierService/${rpc}`),
      headers: {
        ...this.#reached.headers,
        'content-type': `application/${content}`,
        // Pyroscope 2 leaves labels with dots (OpenTelemetry's names) out of its answers unless a client can take them.
        accept: `application/${content};allow-utf8-labelnames=true`,
        'connect-protocol-version': '1',
      },
      body,
      timeout,
      maxBytes,
      signal,
    });
  }
}

function shapedBy<Shaped>(about: Asked, answer: Answer, shape: () => Shaped): Shaped {
  try {
    return shape();
  } catch {
    throw nonsenseError(about, answer);
  }
}

function errorOf(about: Asked, answer: Answer | FetchFailure): UnavailableError {
  if (answer.kind !== 'answer') return failureError(about, answer);
  if (isUnimplemented(answer)) {
    return new UnimplementedError(
      `${about.name} has no such call (${answer.status}, asked for ${about.asked}); PYROSCOPE_URL must be the base of Pyroscope’s own API, e.g. http://pyroscope:4040`,
      { retryable: false },
    );
  }
  const refusal = refusalError(about, answer, connectError(answer)?.message ?? plainWords(answer));
  if (connectError(answer)?.code !== 'invalid_argument') return refusal;
  return new RejectedQueryError(refusal.message, { retryable: false });
}

/** Servers of before 2023 and proxies answer a call they do not know with a bare 404. */
function isUnimplemented(answer: Answer): boolean {
  const code = connectError(answer)?.code;
  return code === 'unimplemented' || (code === undefined && (answer.status === 404 || answer.status === 405));
}

function connectError(answer: Answer) {
  return refusalIn(errorSchema, answer);
}
