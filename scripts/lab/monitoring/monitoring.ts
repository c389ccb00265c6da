import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import type { Milliseconds } from '../../../src/measurement/duration.ts';
import type { MemoryCgroup } from '../cgroup/memory-cgroup.ts';
import type { Ports } from '../ports.ts';
import type { Tools } from '../requirements.ts';
import type { Pace } from '../scenario.ts';
import { type PodTarget, podTargets, prometheusConfiguration } from './configuration.ts';
import { type Daemon, startDaemon } from './daemon.ts';
import { ALERT_TIMINGS, aimReceiver, shortenRules } from './rules.ts';

const MANIFEST = join(import.meta.dirname, '..', '..', '..', 'manifest');

export interface Webhook {
  readonly url: string;
  /** The bearer token that Alertmanager presents. */
  readonly token: string;
}

export interface MonitoringSpec {
  readonly tools: Tools;
  readonly cgroup: MemoryCgroup;
  readonly directory: string;
  readonly pace: Pace;
  readonly scrapeInterval: Milliseconds;
  readonly ports: Ports;
  readonly webhook: Webhook | undefined;
}

export interface Monitoring {
  readonly prometheusUrl: string;
  readonly alertmanagerUrl: string;
  /** Hands Prometheus the containers of the moment that serve metrics. */
  discover(targets: readonly PodTarget[]): void;
  close(): Promise<void>;
}

/** A Prometheus with the production rules and an Alertmanager with the operator's receiver, in the lab's times. */
export async function startMonitoring(spec: MonitoringSpec): Promise<Monitoring> {
  const { directory, ports } = spec;
  const write = (name: string, text: string, mode = 0o644): string => {
    const path = join(directory, name);
    writeFileSync(path, text, { mode });
    return path;
  };
  const timing = ALERT_TIMINGS[spec.pace];
  const podsFile = write('pods.json', '[]');
  const ruleFile = write('rules.yaml', shortenRules(readManifest('prometheus/leakbot-rules.yaml'), timing));
  const prometheusFile = write(
    'prometheus.yaml',
    stringify(
      prometheusConfiguration({
        scrapeInterval: spec.scrapeInterval,
        surroundings: `127.0.0.1:${ports.surroundings}`,
        alertmanager: `127.0.0.1:${ports.alertmanager}`,
        ruleFile,
        podsFile,
      }),
    ),
  );
  const receiver =
    spec.webhook === undefined
      ? stringify({ route: { receiver: 'discard' }, receivers: [{ name: 'discard' }] })
      : aimReceiver(
          readManifest('alertmanager/leakbot-receiver.yaml'),
          { url: spec.webhook.url, tokenFile: write('webhook-token', spec.webhook.token, 0o600) },
          timing,
        );
  const alertmanager = await startDaemon(alertmanagerSpec(spec, write('alertmanager.yaml', receiver)));
  let prometheus: Daemon;
  try {
    prometheus = await startDaemon(prometheusSpec(spec, prometheusFile));
  } catch (error) {
    await alertmanager.close();
    throw error;
  }
  return {
    prometheusUrl: prometheus.url,
    alertmanagerUrl: alertmanager.url,
    discover(targets) {
      // Renamed into place: Prometheus must never read half a file.
      renameSync(write('pods.json.new', JSON.stringify(podTargets(targets))), podsFile);
    },
    async close() {
      await prometheus.close();
      await alertmanager.close();
    },
  };
}

function prometheusSpec(spec: MonitoringSpec, file: string): Parameters<typeof startDaemon>[0] {
  const url = `http://localhost:${spec.ports.prometheus}`;
  return {
    name: 'Prometheus',
    program: spec.tools.path('prometheus'),
    cgroup: spec.cgroup,
    arguments: [
      `--config.file=${file}`,
      `--storage.tsdb.path=${folder(spec.directory, 'prometheus')}`,
      `--web.listen-address=127.0.0.1:${spec.ports.prometheus}`,
      `--web.external-url=${url}`,
      '--log.level=warn',
    ],
    logFile: join(spec.directory, 'prometheus.log'),
    url: url.replace('localhost', '127.0.0.1'),
  };
}

function alertmanagerSpec(spec: MonitoringSpec, file: string): Parameters<typeof startDaemon>[0] {
  const url = `http://localhost:${spec.ports.alertmanager}`;
  return {
    name: 'Alertmanager',
    program: spec.tools.path('alertmanager'),
    cgroup: spec.cgroup,
    arguments: [
      `--config.file=${file}`,
      `--storage.path=${folder(spec.directory, 'alertmanager')}`,
      `--web.listen-address=127.0.0.1:${spec.ports.alertmanager}`,
      `--web.external-url=${url}`,
      '--cluster.listen-address=',
      '--log.level=warn',
    ],
    logFile: join(spec.directory, 'alertmanager.log'),
    url: url.replace('localhost', '127.0.0.1'),
  };
}

function folder(directory: string, name: string): string {
  const path = join(directory, name);
  mkdirSync(path, { recursive: true });
  return path;
}

function readManifest(name: string): string {
  return readFileSync(join(MANIFEST, name), 'utf8');
}
