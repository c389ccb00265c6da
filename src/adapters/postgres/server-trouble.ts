import { StoreError } from '../../foundation/store-error.ts';
import { shownLocation } from '../../foundation/store-location.ts';

const CHECK_URL = 'check LEAKBOT_DATABASE';
const RUNS = 'check that PostgreSQL runs and can be reached from here, and LEAKBOT_DATABASE';

/** What PostgreSQL (by SQLSTATE, “PostgreSQL Error Codes”) and the network call a trouble, by the beginning of the code. */
const TROUBLES: readonly (readonly [code: RegExp, cause: string, fix: string])[] = [
  [/^28/, 'refuses the user or the password', 'check user and password in LEAKBOT_DATABASE, and pg_hba.conf'],
  [/^3D000/, 'has no such database', 'make it (`createdb`), or name another one in LEAKBOT_DATABASE'],
  [/^42501/, 'lets this user make no tables', 'GRANT CREATE ON SCHEMA public TO the user in LEAKBOT_DATABASE'],
  [/^53100/, 'has a full disk', 'free space there, or lower collector.maxBytes in leakbot.yaml'],
  [/^53300/, 'has no connection left', 'raise max_connections, or lower the number of replicas'],
  [/^25006/, 'is read-only', 'name the primary in LEAKBOT_DATABASE, not a standby'],
  [/^(57P0|08)/, 'ended the connection', RUNS],
  [/^(ECONN|EPIPE|ETIMEDOUT|EHOST|ENET)/, 'cannot be reached', RUNS],
  [/^(ENOTFOUND|EAI_AGAIN)/, 'has a host name that is not known', CHECK_URL],
];

/** An error of the server or on the way to it as one sentence without a secret; anything else as it is. */
export function serverTrouble(error: unknown, url: string): unknown {
  const code = codeOf(error);
  const [, cause, fix] = TROUBLES.find(([pattern]) => pattern.test(code)) ?? [];
  if (cause === undefined || fix === undefined) return error;
  return new StoreError({ says: `${shownLocation(url)} ${cause} (${code})`, fix });
}

/** Whether the server was away before it had taken anything: asking again is harmless. */
export function isAway(error: unknown): boolean {
  return /^(57P0[123]|08|ECONN|EPIPE|ETIMEDOUT|EHOST|ENET|53300)/.test(codeOf(error));
}

/** Whether the server gave up a statement because it and another waited for each other. */
export function isDeadlock(error: unknown): boolean {
  return codeOf(error) === '40P01';
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return '';
  if ('code' in error && typeof error.code === 'string') return error.code;
  // pg 8.23 gives these no code (lib/client.js, pg-pool/index.js).
  return /^Connection terminated|is not queryable$|^timeout exceeded when trying to connect/.test(error.message)
    ? 'ECONNRESET'
    : '';
}
