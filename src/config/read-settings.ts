import { delimiter, isAbsolute, relative, resolve } from 'node:path';
import { SENDER_SETTINGS } from '../alert/sender-settings.ts';
import { PUSH_TOKEN } from '../collection/push-token.ts';
import { explain } from '../foundation/errors.ts';
import { isPostgres } from '../foundation/store-location.ts';
import { CODE_HOSTS } from '../service/hosts/hosts.ts';
import type { Environment } from './environment.ts';
import { type Fault, InvalidSettingsError } from './fault.ts';
import {
  type DeclaredValues,
  type ReadFile,
  readEnvironment,
  type Variables,
  withEnvFile,
} from './read-environment.ts';
import { readYaml } from './read-yaml.ts';
import { requirementFaults } from './requirements.ts';
import { configuredServices } from './services.ts';
import type { BotSettings, Need, Settings, SlackAppSettings } from './settings.ts';
import { metricsSource, profileSource } from './sources.ts';
import { yamlSchema } from './yaml-schema.ts';

export interface SettingsSource<For extends Need = Need> {
  readonly env: Variables;
  readonly readFile: ReadFile;
  /** Relative paths in settings start here. */
  readonly cwd: string;
  readonly need: For;
  /** Throws an error that says so for a text that is no schedule (a duration or a cron expression). */
  readonly checkSchedule: (every: string) => unknown;
}

/**
 * Reads `.env`, the environment and leakbot.yaml: the only place that does. Throws InvalidSettingsError that lists
 * every fault of all three.
 */
export function readSettings(source: SettingsSource<'start'>): BotSettings;
export function readSettings(source: SettingsSource): Settings;
export function readSettings({ env, readFile, cwd, need, checkSchedule }: SettingsSource): Settings {
  const read: ReadFile = (path) => readFile(resolve(cwd, path));
  const variables = settingVariables({ env, readFile, cwd });
  const { values, declared, faults: environmentFaults } = readEnvironment(variables, read);
  const file = values.LEAKBOT_CONFIG;
  const yaml = yamlText(variables['LEAKBOT_CONFIG'], file, read);
  const content = readYaml(yaml.text, shown(resolve(cwd, file), cwd));
  const written = content.values ?? yamlSchema.parse({});
  const configured = configuredServices(written.services, { place: content.place, readFile: read });
  const prometheus = metricsSource(values);
  const profiles = profileSource(values);
  const faults: readonly Fault[] = [
    ...environmentFaults,
    ...requirementFaults({
      values,
      declared,
      variables,
      need,
      failed: new Set(environmentFaults.map(({ where }) => where)),
    }),
    ...prometheus.faults,
    ...profiles.faults,
    ...yaml.faults,
    ...content.faults,
    ...configured.faults,
    ...scheduleFaults(written.collector.every, content.place(['collector', 'every']), checkSchedule),
  ];
  if (faults.length > 0) throw new InvalidSettingsError(faults);
  return {
    ...writtenTo(values),
    channel: values.LEAKBOT_CHANNEL,
    http: {
      host: values.LEAKBOT_HOST,
      port: values.LEAKBOT_PORT,
      senderSecrets: new Map(
        [...declared.secrets].filter(([name]) => SENDER_SETTINGS.some((each) => each.name === name)),
      ),
      pushToken: declared.secrets.get(PUSH_TOKEN.name),
    },
    database: isPostgres(values.LEAKBOT_DATABASE) ? values.LEAKBOT_DATABASE : resolve(cwd, values.LEAKBOT_DATABASE),
    prometheus: prometheus.source,
    profiles: profiles.source,
    codeHosts: codeHosts(declared),
    logLevel: values.LOG_LEVEL,
    ...written,
    ...reached(values, { kubernetes: written.kubernetes, cwd }),
    services: configured.services,
    pprofAccess: configured.pprofAccess,
  };
}

/** The environment with the lines of `.env` below it. */
export function settingVariables({ env, readFile, cwd }: Pick<SettingsSource, 'env' | 'readFile' | 'cwd'>): Variables {
  return withEnvFile(
    env,
    ifThere(() => readFile(resolve(cwd, '.env'))),
  );
}

/** By which way, and which cluster. */
function reached(
  { HTTPS_PROXY: https, NO_PROXY: except, KUBECONFIG: files }: Environment,
  { kubernetes, cwd }: { readonly kubernetes: Settings['kubernetes']; readonly cwd: string },
): Pick<Settings, 'proxy' | 'kubernetes'> {
  const paths = files?.split(delimiter).map((file) => resolve(cwd, file));
  return { proxy: { https, except }, kubernetes: kubernetes && { ...kubernetes, kubeconfig: paths?.join(delimiter) } };
}

function scheduleFaults(every: string, where: string, check: (every: string) => unknown): readonly Fault[] {
  try {
    check(every);
    return [];
  } catch (error) {
    return [{ where, problem: explain(error) }];
  }
}

/** Who is written to: people, the senders of alerts, and trackers. */
function writtenTo(values: Environment): Pick<Settings, 'slack' | 'senderDesks' | 'issueTokens'> {
  return { slack: slackApp(values), senderDesks: senderDesks(values), issueTokens: issueTokens(values) };
}

function issueTokens(values: Environment): Settings['issueTokens'] {
  const { GITHUB_ISSUES_TOKEN: github, GITLAB_ISSUES_TOKEN: gitlab } = values;
  const { JIRA_ISSUES_TOKEN: token, JIRA_ISSUES_USER: user } = values;
  return { github, gitlab, jira: token && { token, user } };
}

function senderDesks(values: Environment): Settings['senderDesks'] {
  const { PAGERDUTY_API_TOKEN: token, PAGERDUTY_FROM: from, GRAFANA_TOKEN: grafana, GRAFANA_URL: url } = values;
  const acknowledge = values.PAGERDUTY_ACKNOWLEDGE === 'true';
  return {
    pagerduty: token === undefined || from === undefined ? undefined : { token, from, acknowledge },
    grafana: grafana === undefined || url === undefined ? undefined : { token: grafana, url },
  };
}

function codeHosts({ secrets, addresses }: DeclaredValues): Settings['codeHosts'] {
  return new Map(
    CODE_HOSTS.map(({ kind, code }) => [
      kind,
      { token: secrets.get(code.token.name), url: addresses.get(code.url.name) },
    ]),
  );
}

function slackApp(values: Environment): SlackAppSettings | undefined {
  if (values.SLACK_BOT_TOKEN === undefined) return undefined;
  return {
    botToken: values.SLACK_BOT_TOKEN,
    appToken: values.SLACK_APP_TOKEN,
    signingSecret: values.SLACK_SIGNING_SECRET,
    apiUrl: values.SLACK_API_URL,
  };
}

/** A file that may be absent: undefined then. Any other failure is not swallowed. */
function ifThere(read: () => string): string | undefined {
  try {
    return read();
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

function isAbsent(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** leakbot.yaml is optional, unless LEAKBOT_CONFIG names it. */
function yamlText(
  named: string | undefined,
  file: string,
  read: ReadFile,
): { readonly text: string; readonly faults: readonly Fault[] } {
  try {
    return { text: read(file), faults: [] };
  } catch (error) {
    if (isAbsent(error) && !named) return { text: '', faults: [] };
    const problem = isAbsent(error)
      ? `names ${file}, which is not there: correct the path`
      : `names ${file}, which cannot be read`;
    return { text: '', faults: [{ where: 'LEAKBOT_CONFIG', problem }] };
  }
}

/** A path as people would write it from where they stand. */
function shown(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short.startsWith('..') || isAbsolute(short) ? path : short;
}
