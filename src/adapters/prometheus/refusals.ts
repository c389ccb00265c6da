import { UnavailableError } from '../../foundation/errors.ts';
import { formatBytes } from '../../measurement/bytes.ts';
import type { Answer } from '../http-client/bounded-get.ts';
import { type Asked, isWebPage, presentedBy, refusalError as serverRefusal } from '../http-client/server-errors.ts';

/** Whom Prometheus' API was asked for what. */
export function askedOf(name: string, asked: string, headers: Readonly<Record<string, string>>): Asked {
  return {
    name,
    setting: 'PROMETHEUS',
    asked,
    presented: presentedBy(headers),
    lessWould: 'a shorter window or a narrower selector',
  };
}

/** The error for an HTTP answer that is no success; `said` is Prometheus's own explanation where it gave one. */
export function refusalError(about: Asked, answer: Answer, said: string | undefined): UnavailableError {
  const { name, asked } = about;
  const { status } = answer;
  const short = said && withoutQuery(said);
  const words = short === undefined || short === '' ? '' : `: ${short}`;
  if (status === 404 || status === 405 || isWrongPath(status, said))
    return unavailable(
      `${name} has no Prometheus API there (${status}, asked for ${asked}); PROMETHEUS_URL must be the base, e.g. http://mimir:8080/prometheus`,
      false,
    );
  switch (status) {
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
    default:
      return serverRefusal(about, answer, short);
  }
}

/** Characters of a query that is quoted within an explanation. */
const SHOWN = 40;
/** Characters of an explanation: what people read, they read on a phone. */
const LONGEST_SAID = 300;

/** VictoriaMetrics (seen with 1.151) repeats the whole query, before it comes to what is wrong. */
function withoutQuery(said: string): string {
  const short = said.replace(/\bquery="((?:[^"\\]|\\.)*)"/g, (whole, query: string) =>
    query.length <= SHOWN ? whole : 'the query',
  );
  return short.length <= LONGEST_SAID ? short : `${short.slice(0, LONGEST_SAID)}…`;
}

/** VictoriaMetrics (seen with 1.151) answers a path that it does not have with 400. */
function isWrongPath(status: number, said: string | undefined): boolean {
  return status === 400 && /^unsupported path requested/.test(said ?? '');
}

/** The error for a success that is not the JSON it must be; what a parser says of it helps no one. */
export function nonsenseError({ name, asked }: Asked, answer: Answer): UnavailableError {
  const what = isWebPage(answer)
    ? 'with a web page instead of JSON; PROMETHEUS_URL may lead to a login page or to Grafana'
    : 'with something that is not the Prometheus API; check PROMETHEUS_URL';
  if (isCutOff(answer)) {
    return unavailable(
      `${name} sent only the first ${formatBytes(answer.body.length)} of an answer (asked for ${asked}): what stands between may limit the size of answers; raise that limit, or choose a shorter window`,
      false,
    );
  }
  return unavailable(`${name} answered ${what} (asked for ${asked})`, false);
}

/** Whether it begins as answers do and ends in the middle of one. */
function isCutOff({ body }: Answer): boolean {
  const text = body.toString('utf8').trim();
  return text.startsWith('{"status":"success"') && !text.endsWith('}');
}

function unavailable(message: string, retryable: boolean): UnavailableError {
  return new UnavailableError(message, { retryable });
}
