import type { IncomingMessage } from 'node:http';
import { tokenAuthorization } from '../../../alert/authorization.ts';
import { PUSH_TOKEN } from '../../../collection/push-token.ts';
import type { SnapshotStore } from '../../../collection/snapshot-store.ts';
import type { Clock } from '../../../foundation/clock.ts';
import { explain, InvalidInputError } from '../../../foundation/errors.ts';
import { readAtMost } from '../../../foundation/read-at-most.ts';
import { SerialQueue } from '../../../foundation/serial-queue.ts';
import { type Bytes, formatBytes, MiB } from '../../../measurement/bytes.ts';
import { InvalidProfileError } from '../../../profile/invalid-profile.ts';
import type { Answer } from '../answer.ts';
import { readIngest } from './ingest.ts';
import { readPushRequest } from './push-service.ts';
import type { Pushed } from './pushed.ts';
import { snapshotOf } from './snapshots.ts';
import { unzipped } from './unzipped.ts';

export interface PushDeskOptions {
  readonly store: Pick<SnapshotStore, 'addSnapshot'>;
  readonly token: string;
  readonly clock: Clock;
  readonly log: Record<'debug' | 'warn', (facts: object, message: string) => void>;
}

/** The heap profile of a large service has a few MiB; an agent sends those of some processes in one call. */
const MAX_BODY: Bytes = 16 * MiB;
/** Calls whose bodies are held at the same time: with the bound above, what pushes may cost at worst. */
const AT_ONCE = 6;

/**
 * Takes the profiles that agents and SDKs push, by Pyroscope's two APIs, into the store of the embedded collector, which keeps and
 * thins them like its own.
 */
export class PushDesk {
  readonly #options: PushDeskOptions;
  readonly #authorization: ReturnType<typeof tokenAuthorization>;
  /** Unpacking and storing, one after the other: what is pushed must not keep the bot from its people. */
  readonly #work = new SerialQueue();
  #held = 0;

  constructor(options: PushDeskOptions) {
    this.#options = options;
    this.#authorization = tokenAuthorization(() => options.token, PUSH_TOKEN);
  }

  /** By path; all are `POST`. */
  get routes(): Readonly<Record<string, (request: IncomingMessage) => Promise<Answer>>> {
    return {
      '/ingest': (request) => this.#take(request, PLAIN, (body) => readIngest({ ...queryAndType(request), body })),
      '/push.v1.PusherService/Push': (request) =>
        this.#take(request, CONNECT, (body) => {
          const { contentType } = queryAndType(request);
          if (contentType !== 'application/proto') {
            throw new InvalidInputError(
              `${contentType || 'a body without a type'} is not taken: send application/proto`,
            );
          }
          return Promise.resolve(readPushRequest(body));
        }),
    };
  }

  async #take(
    request: IncomingMessage,
    dialect: Dialect,
    read: (body: Buffer) => Promise<readonly Pushed[]>,
  ): Promise<Answer> {
    const { log, clock } = this.#options;
    const from = request.socket.remoteAddress;
    if (this.#authorization.admit(request.headers, clock.now()).kind !== 'admitted') {
      log.warn({ from }, `a pushed profile without ${PUSH_TOKEN.name} was refused`);
      return dialect.refusal(401, `must present ${this.#authorization.requires ?? PUSH_TOKEN.name}`);
    }
    if (this.#held >= AT_ONCE) return dialect.refusal(429, 'too many profiles at once: try again');
    this.#held += 1;
    try {
      const body = await plainBody(request);
      if (body === undefined) return dialect.refusal(413, `the body is larger than ${formatBytes(MAX_BODY)}`);
      const pushed = await read(body);
      const kept = await this.#work.run(() => this.#keep(pushed));
      log.debug({ from, pushed: pushed.length, kept }, 'profiles were pushed');
      return dialect.taken;
    } catch (error) {
      if (!(error instanceof InvalidInputError || error instanceof InvalidProfileError)) throw error;
      log.warn({ from, problem: explain(error) }, 'a pushed profile could not be taken');
      return dialect.refusal(400, explain(error));
    } finally {
      this.#held -= 1;
    }
  }

  /** How many were kept: others are of kinds that are never compared. */
  async #keep(pushed: readonly Pushed[]): Promise<number> {
    let kept = 0;
    for (const one of pushed) {
      const snapshot = await snapshotOf(one, this.#options.clock.now());
      if (snapshot === undefined) continue;
      await this.#options.store.addSnapshot(snapshot);
      kept += 1;
    }
    return kept;
  }
}

/** How an API answers. */
interface Dialect {
  readonly taken: Answer;
  refusal(status: number, problem: string): Answer;
}

const again = (status: number) => (status === 429 ? { 'retry-after': '5' } : {});

const PLAIN: Dialect = {
  taken: { status: 200, body: {} },
  refusal: (status, problem) => ({ status, body: { error: problem }, headers: again(status) }),
};

/** By the Connect protocol an error is JSON, and says by a code whether to try again (https://connectrpc.com/docs/protocol). */
const CODES: ReadonlyMap<number, string> = new Map([
  [400, 'invalid_argument'],
  [401, 'unauthenticated'],
  [413, 'resource_exhausted'],
  [429, 'unavailable'],
]);

const CONNECT: Dialect = {
  taken: { status: 200, body: '', contentType: 'application/proto' },
  refusal: (status, message) => ({
    status,
    body: { code: CODES.get(status) ?? 'unknown', message },
    headers: again(status),
  }),
};

function queryAndType({ url = '/', headers }: IncomingMessage) {
  const start = url.indexOf('?');
  return {
    query: new URLSearchParams(start < 0 ? '' : url.slice(start + 1)),
    contentType: headers['content-type'] ?? '',
  };
}

/** The body without what it was packed with on the way; undefined for one that is too large. */
async function plainBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const body = await readAtMost(request, MAX_BODY);
  const packing = request.headers['content-encoding'] ?? 'identity';
  if (body === undefined || packing === 'identity') return body;
  if (packing !== 'gzip') throw new InvalidInputError(`a body packed with ${packing} is not taken, only gzip`);
  return unzipped(body, MAX_BODY);
}
