import type { FetchFailure } from '../../collection/fetch-failure.ts';
import { assertNever } from '../../foundation/assert-never.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import { networkFix } from '../../foundation/network-failure.ts';
import { formatBytes } from '../../measurement/bytes.ts';
import { formatDuration, type Milliseconds, SECOND } from '../../measurement/duration.ts';
import type { Answer } from './bounded-get.ts';

/** A server that evidence is read from, and what of it for a message to people. */
export interface Asked {
  /** Without credentials: `Pyroscope at http://pyroscope:4040`. */
  readonly name: string;
  /** What its settings begin with: `PYROSCOPE` of `PYROSCOPE_URL`. */
  readonly setting: 'PROMETHEUS' | 'PYROSCOPE' | 'PARCA';
  readonly asked: string;
  /** What the request carried: what to do about a 401 depends on it. */
  readonly presented: Presented;
  /** What to ask for when the answer is too large. */
  readonly lessWould: string;
}

/** What a request carries for the server to know who asks. */
export type Presented = 'token' | 'password' | 'nothing';

/** What headers hold of it. */
export function presentedBy(headers: Readonly<Record<string, string>>): Presented {
  const authorization = headers['authorization'];
  if (authorization === undefined) return 'nothing';
  return authorization.startsWith('Bearer ') ? 'token' : 'password';
}

/** The error for a request that brought no answer at all. */
export function failureError({ name, setting, asked, lessWould }: Asked, failure: FetchFailure): UnavailableError {
  switch (failure.kind) {
    case 'timeout':
      return unavailable(
        `${name} did not answer within ${formatDuration(failure.after)} (asked for ${asked}); is it overloaded, or the address wrong?`,
        true,
      );
    case 'unreachable':
      return unavailable(
        `cannot reach ${name} for ${asked}: ${failure.detail}; ${networkFix(failure.cause) ?? `check ${setting}_URL and the network`}`,
        true,
      );
    case 'cut-off':
      return unavailable(`${name} broke off its answer (asked for ${asked}): ${failure.detail}`, true);
    case 'too-large':
      return unavailable(
        `${name} answered with more than ${formatBytes(failure.limit)} (asked for ${asked}); choose ${lessWould}`,
        false,
      );
    default:
      return assertNever(failure);
  }
}

/** The error for an HTTP answer that is no success; `said` is the server's own explanation where it gave one. */
export function refusalError(
  { name, setting, asked, presented }: Asked,
  answer: Answer,
  said: string | undefined,
): UnavailableError {
  const { status } = answer;
  const words = said === undefined || said === '' ? '' : `: ${said}`;
  if (status >= 300 && status < 400) {
    return unavailable(
      `${name} redirects to ${answer.location ?? 'another address'}; set ${setting}_URL to where the API answers itself`,
      false,
    );
  }
  if ((status === 401 || status === 403) && NO_TENANT.test(said ?? '')) {
    return unavailable(`${name} wants to know the tenant (${status}${words}); set ${setting}_ORG_ID`, false);
  }
  if (status === 401 || status === 403) {
    return unavailable(unauthorised({ name, setting, presented }, `${status}${words}`), false);
  }
  const message =
    status === 429
      ? `${name} limits the rate of queries (429${words}, asked for ${asked})`
      : `${name} answered ${status} when asked for ${asked}${words}`;
  const retryable = status === 429 || status >= 500;
  return new UnavailableError(message, { retryable, retryAfter: retryAfterOf(answer) });
}

/** What Mimir, Loki, Pyroscope and gateways in front of them say where `X-Scope-OrgID` is missing. */
const NO_TENANT = /\bno org id\b|x-scope-orgid|\btenant\b/i;

function unauthorised(
  { name, setting, presented }: Pick<Asked, 'name' | 'setting' | 'presented'>,
  said: string,
): string {
  switch (presented) {
    case 'nothing':
      return `${name} wants credentials (${said}); set ${setting}_TOKEN, or ${setting}_USERNAME and ${setting}_PASSWORD, or ${setting}_ORG_ID for a multi-tenant server`;
    case 'token':
      return `${name} refused the token (${said}); write a valid one into ${setting}_TOKEN, with the right to read, or set ${setting}_ORG_ID for a multi-tenant server`;
    case 'password':
      return `${name} refused the user and password (${said}); correct ${setting}_USERNAME and ${setting}_PASSWORD, or set ${setting}_ORG_ID for a multi-tenant server`;
    default:
      return assertNever(presented);
  }
}

/** `Retry-After: 5`, in seconds; its other form, a date, is for pages that people read. */
function retryAfterOf(answer: Answer): Milliseconds | undefined {
  const seconds = answer.header('retry-after');
  return seconds !== undefined && /^\d{1,9}$/.test(seconds) ? Number(seconds) * SECOND : undefined;
}

/** The error for a success that is not what it must be; `api` is what was expected. */
export function nonsenseError({ name, setting, asked }: Asked, answer: Answer): UnavailableError {
  const what = isWebPage(answer)
    ? `with a web page; ${setting}_URL may lead to a login page or to a user interface`
    : `with something that is not its API; check ${setting}_URL`;
  return unavailable(`${name} answered ${what} (asked for ${asked})`, false);
}

/** A line of text that a proxy explains itself with; a web page is no explanation. */
export function plainWords(answer: Answer): string | undefined {
  const text = answer.body.toString('utf8').trim();
  return text.length <= 200 && !text.startsWith('<') && !text.startsWith('{') ? text : undefined;
}

function unavailable(message: string, retryable: boolean): UnavailableError {
  return new UnavailableError(message, { retryable });
}

export function isWebPage({ contentType, body }: Answer): boolean {
  return contentType.includes('html') || body.subarray(0, 64).toString('latin1').trimStart().startsWith('<');
}
