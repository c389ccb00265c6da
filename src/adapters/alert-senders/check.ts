import { type Check, fault, ok, warning } from '../../foundation/check.ts';
import { explain } from '../../foundation/errors.ts';
import { SECOND } from '../../measurement/duration.ts';

/** Someone waits for the check-up. */
const PATIENCE = 10 * SECOND;

interface Answer {
  readonly status: number;
  /** Undefined for what is no JSON. */
  readonly json: unknown;
}

type Headers = Readonly<Record<string, string>>;

interface Asked {
  /** For people: `PagerDuty`. */
  readonly name: string;
  /** The setting that holds the token: the token itself is never in what is said. */
  readonly setting: string;
  readonly headers: Headers;
}

/** What a read-only question shows of a token: a check where it already says what is wrong. */
async function ask({ name, setting, headers }: Asked, url: string): Promise<Answer | Check> {
  try {
    const answer = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE), redirect: 'manual' });
    if (answer.status === 401) {
      return fault(
        `${name} does not accept ${setting} (401)`,
        `Make a new token in ${name}, and set ${setting} to it.`,
      );
    }
    if (answer.status === 429 || answer.status >= 500) {
      return warning(`${name} could not answer (${answer.status}): ${setting} was not tried`, 'Try again later.');
    }
    const text = (await answer.text()).slice(0, 1_000_000);
    return { status: answer.status, json: jsonOf(text) };
  } catch (error) {
    // Names the host at most: what was asked for holds no secret.
    return fault(
      `${name} does not answer at ${new URL(url).origin}: ${explain(error)}`,
      'Check the address and the way to it.',
    );
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

interface PagerDutyToken {
  readonly token: string;
  readonly from: string;
  readonly url?: string | undefined;
}

/** Asks for the user in whose name notes stand: https://developer.pagerduty.com/api-reference/c96e889522dd6-list-users */
export async function checkPagerDuty({
  token,
  from,
  url = 'https://api.pagerduty.com',
}: PagerDutyToken): Promise<Check> {
  const headers = { authorization: `Token token=${token}`, accept: 'application/vnd.pagerduty+json;version=2' };
  const query = new URLSearchParams({ query: from, limit: '100' });
  const asked = { name: 'PagerDuty', setting: 'PAGERDUTY_API_TOKEN', headers };
  const answer = await ask(asked, `${url}/users?${query.toString()}`);
  if ('state' in answer) return answer;
  if (answer.status !== 200) {
    return warning(
      `PagerDuty answers ${answer.status} to a question for users: whether PAGERDUTY_FROM is one could not be seen`,
      'Let PAGERDUTY_API_TOKEN be a REST API key that may read users and write incidents.',
    );
  }
  const emails = listIn(answer.json, 'users').map((user) => fieldOf(user, 'email'));
  const known = emails.some((email) => typeof email === 'string' && email.toLowerCase() === from.toLowerCase());
  return known
    ? ok(
        'PAGERDUTY_API_TOKEN reads PagerDuty, and PAGERDUTY_FROM is a user of it; whether it may write shows with the first note',
      )
    : warning(
        'PagerDuty shows no user with the address in PAGERDUTY_FROM: it refuses notes in the name of a stranger',
        'Set PAGERDUTY_FROM to the e-mail address of a user of PagerDuty.',
      );
}

interface GrafanaToken {
  readonly url: string;
  readonly token: string;
}

/** Reads annotations, and what the token may do: https://grafana.com/docs/grafana/latest/developers/http_api/annotations/ */
export async function checkGrafana({ url, token }: GrafanaToken): Promise<Check> {
  const base = url.replace(/\/+$/, '');
  const asked = { name: 'Grafana', setting: 'GRAFANA_TOKEN', headers: { authorization: `Bearer ${token}` } };
  const answer = await ask(asked, `${base}/api/annotations?limit=1`);
  if ('state' in answer) return answer;
  if (answer.status === 403) {
    return fault('GRAFANA_TOKEN may not read annotations (403)', `Give its service account ${WANTED}.`);
  }
  if (answer.status !== 200 || !Array.isArray(answer.json)) {
    return fault(
      `GRAFANA_URL answers ${answer.status} where Grafana has its annotations`,
      'Set GRAFANA_URL to the address of Grafana itself, with its path where it has one.',
    );
  }
  const rights = await ask(asked, `${base}/api/access-control/user/permissions`);
  // Grafana before 9 has no such list.
  if ('state' in rights || rights.status !== 200 || typeof rights.json !== 'object' || rights.json === null) {
    return ok('GRAFANA_TOKEN reads annotations; whether it may write shows with the first note');
  }
  return Object.hasOwn(rights.json, 'annotations:create')
    ? ok('GRAFANA_TOKEN reads and writes annotations')
    : fault('GRAFANA_TOKEN may not write annotations', `Give its service account ${WANTED}.`);
}

const WANTED =
  'the right to read and create annotations (annotations:read, annotations:create), as the role Editor has';

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = fieldOf(value, name);
  return Array.isArray(list) ? list : [];
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
