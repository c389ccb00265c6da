import type { FetchFailure } from '../../collection/fetch-failure.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import { formatBytes } from '../../measurement/bytes.ts';
import { formatDuration } from '../../measurement/duration.ts';
import type { Answer } from '../http-client/bounded-get.ts';

/** The error for a request that brought no answer at all. */
export function failureError(name: string, asked: string, failure: FetchFailure): UnavailableError {
  switch (failure.kind) {
    case 'timeout':
      return unavailable(
        `${name} did not answer within ${formatDuration(failure.after)} (asked for ${asked}); is it overloaded, or the address wrong?`,
        true,
      );
    case 'unreachable':
      return unavailable(
        `cannot reach ${name} for ${asked}: ${failure.detail}; check PROMETHEUS_URL and the network`,
        true,
      );
    case 'cut-off':
      return unavailable(`${name} broke off its answer (asked for ${asked}): ${failure.detail}`, true);
    case 'too-large':
      return unavailable(
        `${name} answered with more than ${formatBytes(failure.limit)} (asked for ${asked}); choose a shorter window or a narrower selector`,
        false,
      );
  }
}

/** The error for an HTTP answer that is no success; `said` is Prometheus's own explanation where it gave one. */
export function refusalError(name: string, asked: string, answer: Answer, said: string | undefined): UnavailableError {
  const { status } = answer;
  const words = said === undefined || said === '' ? '' : `: ${said}`;
  if (status >= 300 && status < 400) {
    return unavailable(
      `${name} redirects to ${answer.location ?? 'another address'}; set PROMETHEUS_URL to where the API answers itself`,
      false,
    );
  }
  switch (status) {
    case 401:
    case 403:
      return unavailable(
        `${name} refused the credentials (${status}${words}); set PROMETHEUS_TOKEN, or PROMETHEUS_USERNAME and PROMETHEUS_PASSWORD, or PROMETHEUS_ORG_ID for a multi-tenant server`,
        false,
      );
    case 404:
    case 405:
      return unavailable(
        `${name} has no Prometheus API there (${status}, asked for ${asked}); PROMETHEUS_URL must be the base, e.g. http://mimir:8080/prometheus`,
        false,
      );
    case 400:
      return unavailable(
        `${name} rejected the query ${asked}${words}; check the selector of the service in leakbot.yaml`,
        false,
      );
    case 422:
      return unavailable(
        `${name} could not execute ${asked}${words}; choose a shorter window or a narrower selector`,
        false,
      );
    case 429:
      return unavailable(`${name} limits the rate of queries (429${words})`, true);
    default:
      return unavailable(`${name} answered ${status} when asked for ${asked}${words}`, status >= 500);
  }
}

/** The error for a success that is not the JSON it must be. */
export function nonsenseError(name: string, asked: string, answer: Answer, cause: unknown): UnavailableError {
  const html =
    answer.contentType.includes('html') || answer.body.subarray(0, 64).toString('latin1').trimStart().startsWith('<');
  const what = html
    ? 'with a web page instead of JSON; PROMETHEUS_URL may lead to a login page or to Grafana'
    : 'with something that is not the Prometheus API; check PROMETHEUS_URL';
  return unavailable(`${name} answered ${what} (asked for ${asked})`, false, cause);
}

function unavailable(message: string, retryable: boolean, cause?: unknown): UnavailableError {
  return new UnavailableError(message, { retryable, ...(cause === undefined ? {} : { cause }) });
}
