import { join } from 'node:path';
import { buildCommand, buildRouteMap } from '@stricli/core';
import { choice, option, readDuration } from '../../src/commands/options.ts';
import { runProgram } from '../../src/commands/run-program.ts';
import { formatBytes } from '../../src/measurement/bytes.ts';
import { formatDuration } from '../../src/measurement/duration.ts';
import { formatClock } from '../../src/measurement/time.ts';
import type { LabEvent } from './cluster/event.ts';
import { LAB_FLAGS, type LabFlags, optionsOf } from './flags.ts';
import { type Lab, startLab } from './lab.ts';
import { record, recordingDefaults } from './record/record.ts';
import { SCENARIOS, type ScenarioName } from './scenario.ts';

interface RunFlags extends LabFlags {
  readonly scenario?: ScenarioName;
  readonly webhook?: string;
  readonly token?: string;
}

interface RecordFlags extends LabFlags {
  readonly duration?: number;
  readonly out?: string;
}

const RECORDINGS = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'recordings');

const hooks = { onEvent: (event: LabEvent) => progress(describe(event)), onProgress: progress };

const lab = buildRouteMap({
  docs: { brief: 'Runs a small service out of memory for real, watched by a real Prometheus and Alertmanager.' },
  defaultCommand: 'run',
  routes: {
    run: buildCommand<RunFlags>({
      docs: { brief: 'runs it until Ctrl-C' },
      parameters: {
        flags: {
          scenario: choice('what goes wrong; heap-leak when left out', SCENARIOS),
          webhook: option('url', 'where Alertmanager posts: Leakbot’s /webhooks/alertmanager', String),
          token: option('token', 'bearer token for it; LEAKBOT_WEBHOOK_TOKEN when left out', String),
          ...LAB_FLAGS,
        },
      },
      func: run,
    }),
    record: buildCommand<RecordFlags, [ScenarioName]>({
      docs: { brief: 'runs a scenario and keeps metrics, alerts and profiles as a recording' },
      parameters: {
        positional: {
          kind: 'tuple',
          parameters: [{ placeholder: 'scenario', brief: `one of ${SCENARIOS.join(', ')}`, parse: readScenario }],
        },
        flags: {
          duration: option('duration', 'how long to record, such as 45m', readDuration),
          out: option('folder', 'where to; test/fixtures/recordings/<scenario> when left out', String),
          ...LAB_FLAGS,
        },
      },
      func: keep,
    }),
  },
});

process.exitCode = await runProgram('npm run lab --', lab, process.argv.slice(2));

async function run(flags: RunFlags): Promise<void> {
  const stop = stopSignal();
  const token = flags.token ?? process.env['LEAKBOT_WEBHOOK_TOKEN'] ?? 'lab';
  const webhook = flags.webhook === undefined ? undefined : { url: flags.webhook, token };
  const lab = await startLab({ ...optionsOf(flags.scenario ?? 'heap-leak', flags), ...hooks, webhook });
  try {
    process.stdout.write(settingsFor(lab, webhook?.token));
    if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve));
    progress('stopping');
  } finally {
    await lab.close();
  }
}

async function keep(flags: RecordFlags, scenario: ScenarioName): Promise<void> {
  const out = flags.out ?? join(RECORDINGS, scenario);
  const recording = await record({
    ...recordingDefaults(scenario),
    ...optionsOf(scenario, flags),
    ...hooks,
    ...(flags.duration === undefined ? {} : { duration: flags.duration }),
    out,
    command: `npm run lab -- ${process.argv.slice(2).join(' ')}`,
    enough: stopSignal(),
  });
  const kills = recording.events.filter(({ kind }) => kind === 'oom-killed').length;
  progress(`${kills} kills, ${recording.webhooks.length} webhooks, ${recording.snapshots.length} profiles in ${out}`);
}

function readScenario(text: string): ScenarioName {
  const scenario = SCENARIOS.find((each) => each === text);
  if (scenario === undefined) throw new Error(`no such scenario: one of ${SCENARIOS.join(', ')}`);
  return scenario;
}

function settingsFor(lab: Lab, token: string | undefined): string {
  return `
Prometheus    ${lab.prometheusUrl}
Alertmanager  ${lab.alertmanagerUrl}
Pods          ${lab
    .pods()
    .map(({ name, url }) => `${name}  ${url}`)
    .join('\n              ')}
Limit         ${formatBytes(lab.limitBytes)}, scraped every ${formatDuration(lab.scrapeIntervalMs)}

Point Leakbot at it:
  PROMETHEUS_URL=${lab.prometheusUrl}${token === undefined ? '' : `\n  LEAKBOT_WEBHOOK_TOKEN=${token}`}
${token === undefined ? 'Alerts are posted nowhere: start with --webhook http://127.0.0.1:8080/webhooks/alertmanager\n' : ''}Ctrl-C ends everything.

`;
}

function describe(event: LabEvent): string {
  switch (event.kind) {
    case 'container-started':
      return `${event.pod} started`;
    case 'oom-killed':
      return `${event.pod} was OOM-killed by the kernel (restart ${event.restarts})`;
    case 'exited':
      return `${event.pod} ended with status ${event.exitCode}`;
    case 'resized':
      return `${event.pod} has a limit of ${formatBytes(event.limitBytes)} now`;
    case 'pod-deleted':
      return `${event.pod} deleted`;
    case 'rolled-out':
      return `rolling out ${event.revision.slice(0, 7)} after ${event.previous.slice(0, 7)}`;
  }
}

function progress(message: string): void {
  process.stderr.write(`${formatClock(Date.now())} ${message}\n`);
}

/** Aborted by the first SIGINT or SIGTERM; a second one ends at once. */
function stopSignal(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => controller.abort());
  return controller.signal;
}
