import { z } from 'zod';
import { SENDER_SETTINGS } from '../alert/sender-settings.ts';
import { PUSH_TOKEN } from '../collection/push-token.ts';
import type { DeclaredSetting } from '../foundation/declared-setting.ts';
import { Secret } from '../foundation/secret.ts';
import { isPostgres } from '../foundation/store-location.ts';
import { CODE_HOSTS } from '../service/hosts/hosts.ts';

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

const plain = z.string();
const secret = z.string().transform((text) => new Secret(text));

/** A text of a given form, kept secret. The value itself is never part of the message. */
function secretLike(form: RegExp, problem: string) {
  return z
    .string()
    .regex(form, { error: problem })
    .transform((text) => new Secret(text));
}

/** Whether a text is an address that HTTP requests can go to. */
export function isHttpUrl(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === 'http:' || url?.protocol === 'https:';
}

export function address(example: string) {
  return z.string().refine(isHttpUrl, { error: `is not an address: write one like ${example}`, abort: true });
}

/** An address that is shown as it is: whatever proves who asks is a setting of its own. */
export function openAddress(example: string, secretsGo: string) {
  return address(example).refine((text) => !holdsSecrets(new URL(text)), {
    error: `holds a secret, which would be shown: ${secretsGo}`,
  });
}

/** Names of parameters whose values are secrets. */
const SECRET_PARAMETER = /^[\w-]*(token|secret|passw(or)?d|api[-_]?key|auth|credential|signature)[\w-]*$/i;

export function holdsSecrets({ username, password, searchParams }: URL): boolean {
  return username !== '' || password !== '' || holdsSecretParameter(searchParams);
}

export function holdsSecretParameter(parameters: URLSearchParams): boolean {
  return [...parameters.keys()].some((name) => SECRET_PARAMETER.test(name));
}

/** The address of a source; a user and a password in it are taken out when it is read, a parameter would stay. */
function sourceAddress(name: string, example: string) {
  return address(example).refine((text) => !holdsSecretParameter(new URL(text).searchParams), {
    error: `holds a secret, which would be shown: write it into ${name}_TOKEN, or ${name}_USERNAME and ${name}_PASSWORD`,
  });
}

/** A Slack channel's ID: names change and cannot be used for uploads. */
export const channelId = z
  .string({ error: 'write the ID of a Slack channel in quotes, like "C0123456789"' })
  .regex(/^[CGD][A-Z0-9]{2,}$/, {
    error:
      'is not the ID of a Slack channel: write one like C0123456789 (the end of "About" in the channel\'s details)',
  });

const storeLocation = plain.refine((text) => !/^[a-z][a-z0-9+]*:\/\//i.test(text) || namesDatabase(text), {
  error: 'is neither a file nor a database of PostgreSQL: write a path, or postgres://user@host:5432/name',
});

function namesDatabase(text: string): boolean {
  return isPostgres(text) && URL.canParse(text) && new URL(text).pathname.length > 1;
}

/** Settings that may also be given as `NAME_FILE`. */
const SECRETS = {
  SLACK_BOT_TOKEN: secretLike(
    /^xoxb-\S+$/,
    'is not a bot token: write the one that begins with xoxb- (OAuth & Permissions)',
  ),
  SLACK_APP_TOKEN: secretLike(
    /^xapp-\S+$/,
    'is not an app-level token: write the one that begins with xapp- (Basic Information)',
  ),
  SLACK_SIGNING_SECRET: secret,
  PROMETHEUS_TOKEN: secret,
  PROMETHEUS_PASSWORD: secret,
  PYROSCOPE_TOKEN: secret,
  PYROSCOPE_PASSWORD: secret,
  PARCA_TOKEN: secret,
  PARCA_PASSWORD: secret,
  PAGERDUTY_API_TOKEN: secret,
  GRAFANA_TOKEN: secret,
  GITHUB_ISSUES_TOKEN: secret,
  GITLAB_ISSUES_TOKEN: secret,
  JIRA_ISSUES_TOKEN: secret,
  // The address of a proxy may carry a password.
  HTTPS_PROXY: z
    .string()
    .refine(isHttpUrl, { error: 'is not an address: write one like http://proxy:3128' })
    .transform((text) => new Secret(text)),
};

const PLAIN = {
  SLACK_API_URL: openAddress('https://slack.com/api/', 'SLACK_BOT_TOKEN is the place for a token'),
  LEAKBOT_CHANNEL: channelId,
  PROMETHEUS_URL: sourceAddress('PROMETHEUS', 'http://prometheus:9090'),
  PROMETHEUS_USERNAME: plain,
  PROMETHEUS_ORG_ID: plain,
  PYROSCOPE_URL: sourceAddress('PYROSCOPE', 'http://pyroscope:4040'),
  PYROSCOPE_USERNAME: plain,
  PYROSCOPE_ORG_ID: plain,
  PARCA_URL: sourceAddress('PARCA', 'http://parca:7070'),
  PARCA_USERNAME: plain,
  PARCA_ORG_ID: plain,
  PAGERDUTY_FROM: plain.regex(/^[^@\s]+@[^@\s]+$/, {
    error: 'is not an e-mail address: write that of a PagerDuty user',
  }),
  PAGERDUTY_ACKNOWLEDGE: z.enum(['true', 'false'], { error: 'must be true or false' }),
  JIRA_ISSUES_USER: plain.regex(/^[^:\s]+$/, {
    error: 'is not a user of Jira: write the e-mail address of the one whose API token it is',
  }),
  GRAFANA_URL: openAddress('https://grafana.example.com', 'GRAFANA_TOKEN is the place for a token'),
  NO_PROXY: plain,
  KUBECONFIG: plain,
  // Read by Node itself at its start; known here so that it is documented with the rest.
  NODE_EXTRA_CA_CERTS: plain,
};

const WITH_DEFAULT = {
  LEAKBOT_PORT: z
    .string()
    .regex(/^\d{1,5}$/, { error: 'is not a port: write a number from 0 to 65535' })
    .transform(Number)
    .refine((port) => port <= 65_535, { error: 'is not a port: write a number from 0 to 65535' })
    .default(8080),
  LEAKBOT_HOST: plain.default('0.0.0.0'),
  LEAKBOT_DATABASE: storeLocation.default('./data/leakbot.db'),
  LEAKBOT_CONFIG: plain.default('./leakbot.yaml'),
  LOG_LEVEL: z.enum(LOG_LEVELS, { error: `is not a level: write one of ${LOG_LEVELS.join(', ')}` }).default('info'),
};

/** Every environment variable that Leakbot knows, as text in and as checked value out; all may be left out. */
export const environmentSchema = z
  .object({ ...PLAIN, ...SECRETS })
  .partial()
  .extend(WITH_DEFAULT);

export type Environment = z.output<typeof environmentSchema>;

/** Secrets that the lists of alert senders and of repository hosts declare, and the collector. */
export const DECLARED_SECRETS: readonly DeclaredSetting[] = [
  ...SENDER_SETTINGS,
  PUSH_TOKEN,
  ...CODE_HOSTS.map(({ code }) => code.token),
];

/** Addresses that the list of repository hosts declares, each with an example of it. */
export const DECLARED_ADDRESSES: readonly (DeclaredSetting & { readonly example: string; readonly token: string })[] =
  CODE_HOSTS.map(({ code }) => ({ ...code.url, example: code.publicBase, token: code.token.name }));

export const SECRET_NAMES: readonly string[] = [...Object.keys(SECRETS), ...DECLARED_SECRETS.map(({ name }) => name)];

export const SETTING_NAMES: readonly string[] = [
  ...Object.keys(environmentSchema.shape),
  ...[...DECLARED_SECRETS, ...DECLARED_ADDRESSES].map(({ name }) => name),
];
