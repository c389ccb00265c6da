import { WEBHOOK_TOKEN } from '../alert/sender-settings.ts';
import { CODE_HOSTS } from '../service/hosts/hosts.ts';
import type { Environment } from './environment.ts';
import { type Fault, nearest } from './fault.ts';
import type { DeclaredValues, Variables } from './read-environment.ts';
import type { Need } from './settings.ts';

interface Given {
  readonly values: Environment;
  readonly declared: DeclaredValues;
  readonly variables: Variables;
  readonly need: Need;
  /** Names with a fault of their own already, which are not also missing. */
  readonly failed: ReadonlySet<string>;
}

/** What a command cannot run without, and what cannot stand together. */
export function requirementFaults(given: Given): readonly Fault[] {
  const { values, need } = given;
  const together =
    values.SLACK_APP_TOKEN !== undefined && values.SLACK_SIGNING_SECRET !== undefined
      ? [
          {
            where: 'SLACK_SIGNING_SECRET',
            problem: 'is set, and so is SLACK_APP_TOKEN: keep the token for Socket Mode, or the secret for HTTP',
          },
        ]
      : [];
  const common = [...together, ...hostsWithoutToken(given), ...sendersInPart(given)];
  return need === 'start' ? [...common, ...forTheBot(given)] : common;
}

/** What writes back to a sender needs both, or neither. */
function sendersInPart(given: Given): readonly Fault[] {
  const pairs = [
    ['PAGERDUTY_API_TOKEN', 'PAGERDUTY_FROM', 'write the e-mail address of the user in whose name notes stand'],
    ['GRAFANA_TOKEN', 'GRAFANA_URL', 'write the address of the Grafana that the token is for'],
    ['JIRA_ISSUES_USER', 'JIRA_ISSUES_TOKEN', 'write the API token of that user'],
  ] as const;
  return pairs.flatMap(([token, other, fix]) =>
    given.values[token] === undefined ? [] : [missing(given, other, fix)].filter((fault) => fault !== undefined),
  );
}

const ISSUE_TOKENS = ['GITHUB_ISSUES_TOKEN', 'GITLAB_ISSUES_TOKEN'] as const;

function hostsWithoutToken(given: Given): readonly Fault[] {
  return CODE_HOSTS.flatMap(({ kind, code: { token, url } }) => {
    const { addresses, secrets } = given.declared;
    if (!addresses.has(url.name) || secrets.has(token.name) || failed(given, token.name)) return [];
    // It also says whose the token for issues is.
    if (ISSUE_TOKENS.some((name) => name.startsWith(`${kind.toUpperCase()}_`) && given.values[name])) return [];
    return [{ where: url.name, problem: `says whose ${token.name} is, which is not set: set that too` }];
  });
}

function forTheBot(given: Given): readonly Fault[] {
  const { values } = given;
  const faults: (Fault | undefined)[] = [
    missing(given, 'SLACK_BOT_TOKEN', 'write the xoxb- token of your Slack app (OAuth & Permissions)'),
    values.SLACK_SIGNING_SECRET === undefined && !failed(given, 'SLACK_SIGNING_SECRET')
      ? missing(
          given,
          'SLACK_APP_TOKEN',
          'write the xapp- token of your Slack app for Socket Mode (Basic Information), or SLACK_SIGNING_SECRET for HTTP',
        )
      : undefined,
    missing(given, 'LEAKBOT_CHANNEL', 'write the ID of the channel for investigations, like C0123456789'),
    isLoopback(values.LEAKBOT_HOST)
      ? undefined
      : missing(
          given,
          WEBHOOK_TOKEN.name,
          'write a secret that alert senders must present, or LEAKBOT_HOST=127.0.0.1 to take alerts from this machine only',
        ),
  ];
  return faults.filter((fault) => fault !== undefined);
}

function missing(given: Given, name: string, remedy: string): Fault | undefined {
  const isSet = (each: string) => each in given.values || given.declared.secrets.has(each);
  if (isSet(name) || failed(given, name)) return undefined;
  const others = Object.keys(given.variables).filter((other) => !isSet(other) && other !== name);
  const near = nearest(name, others);
  // A fault of its own already, which names this setting.
  if (near?.startsWith('LEAKBOT_') === true) return undefined;
  const hint = near === undefined ? '' : ` (${near} is set: did you mean that?)`;
  return { where: name, problem: `is missing: ${remedy}${hint}` };
}

function failed(given: Given, name: string): boolean {
  return given.failed.has(name) || given.failed.has(`${name}_FILE`);
}

/** Addresses that only this machine reaches. */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
