import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pino from 'pino';
import { stringify } from 'yaml';
import { cronExpression } from '../../src/adapters/cron/ticker.ts';
import { type RunningBot, runBot } from '../../src/commands/run-bot.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { CLUSTER } from '../lab/cluster/names.ts';
import type { Lab } from '../lab/lab.ts';
import type { Workspace } from '../workspace/workspace.ts';
import { recordingsIn } from './flight-recordings.ts';

/**
 * `prometheus`: metrics and the addresses of pods come from there. `embedded`: there is nothing but the pods. `recordings`:
 * metrics from Prometheus, and of profiles only the recordings of Flight Recorder in a folder.
 */
export type Sources = 'prometheus' | 'embedded' | 'recordings';

interface Around {
  readonly lab: Lab;
  readonly workspace: Workspace;
  /** For leakbot.yaml and the database. */
  readonly folder: string;
  readonly webhookToken: string;
  readonly sources: Sources;
}

/** Starts the production bot as an operator would: by environment variables and a leakbot.yaml. */
export async function startLiveBot({ lab, workspace, folder, webhookToken, sources }: Around): Promise<RunningBot> {
  const { cluster, namespace } = CLUSTER;
  const { name, repository } = lab.scenario.program;
  const embedded = sources === 'embedded';
  const service = {
    name,
    cluster,
    namespace,
    // No runtime: it is to be recognised by its metrics.
    selector: { namespace, container: name },
    repository,
    // A path where nothing answers: without the endpoint a JVM serves no profile.
    ...(sources === 'recordings' ? { pprofPath: '/nothing' } : {}),
    ...(embedded ? { targets: lab.pods().map(({ url }) => url), memoryLimit: String(lab.limitBytes) } : {}),
  };
  const yaml = join(folder, 'leakbot.yaml');
  const profileFolders = sources === 'recordings' ? [join(recordingsIn(folder), '{pod}', '{time}.jfr')] : [];
  await writeFile(yaml, stringify({ services: [service], collector: { every: '1s' }, profileFolders }));
  const settings = readSettings({
    env: {
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_APP_TOKEN: workspace.appToken,
      SLACK_API_URL: workspace.apiUrl,
      LEAKBOT_CHANNEL: workspace.channels['alerts']?.id,
      LEAKBOT_HOST: '127.0.0.1',
      LEAKBOT_PORT: '0',
      LEAKBOT_WEBHOOK_TOKEN: webhookToken,
      LEAKBOT_DATABASE: join(folder, 'leakbot.db'),
      LEAKBOT_CONFIG: yaml,
      // A path where nothing answers: without the endpoint a JVM serves no profile.
      ...(sources === 'recordings' ? { pprofPath: '/nothing' } : {}),
      ...(embedded ? {} : { PROMETHEUS_URL: lab.prometheusUrl }),
    },
    readFile: (path) => readFileSync(path, 'utf8'),
    cwd: folder,
    need: 'start',
    checkSchedule: cronExpression,
  });
  const log = pino({ level: process.env['LOG_LEVEL'] ?? 'error' }, pino.destination(2));
  return runBot(settings, { log, signal: new AbortController().signal });
}
