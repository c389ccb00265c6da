import { join } from 'node:path';
import { Command, Option } from 'commander';
import { explain, LeakbotError } from '../../src/foundation/errors.ts';
import { formatBytes } from '../../src/measurement/bytes.ts';
import { formatDuration } from '../../src/measurement/duration.ts';
import { formatClock } from '../../src/measurement/time.ts';
import type { LabEvent } from './cluster/event.ts';
import { addLabFlags, duration, type LabFlags, optionsOf } from './flags.ts';
import { type Lab, startLab } from './lab.ts';
import { record, recordingDefaults } from './record/record.ts';
import { SCENARIOS, type ScenarioName } from './scenario.ts';

interface RunFlags extends LabFlags {
  readonly scenario: ScenarioName;
  readonly webhook?: string;
  readonly token: string;
}

interface RecordFlags extends LabFlags {
  readonly duration?: number;
  readonly out?: string;
}

const RECORDINGS = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'recordings');

const told = { onEvent: (event: LabEvent) => progress(describe(event)), onProgress: progress };

const program = new Command('lab')
  .description('Runs a small service out of memory for real, watched by a real Prometheus and Alertmanager.')
  .addOption(new Option('--scenario <name>', 'what goes wrong').choices(SCENARIOS).default('heap-leak'))
  .option('--webhook <url>', 'where Alertmanager posts: Leakbot’s /webhooks/alertmanager')
  .option(
    '--token <token>',
    'bearer token for it: LEAKBOT_WEBHOOK_TOKEN',
    process.env['LEAKBOT_WEBHOOK_TOKEN'] ?? 'lab',
  )
  .action(run);
addLabFlags(program);
addLabFlags(
  program
    .command('record <scenario>')
    .description('Runs a scenario and keeps metrics, alerts and profiles as a recording.'),
)
  .option('--duration <duration>', 'how long to record, such as 45m', duration)
  .option('--out <folder>', `where to (default: test/fixtures/recordings/<scenario>)`)
  .action(runRecord);

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`lab: ${error instanceof LeakbotError ? explain(error) : String((error as Error).stack)}\n`);
  process.exitCode = 1;
}

async function run(flags: RunFlags): Promise<void> {
  const stop = stopSignal();
  const webhook = flags.webhook === undefined ? undefined : { url: flags.webhook, token: flags.token };
  const lab = await startLab({ ...optionsOf(flags.scenario, flags), ...told, webhook });
  try {
    process.stdout.write(settingsFor(lab, webhook?.token));
    if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve));
    progress('stopping');
  } finally {
    await lab.close();
  }
}

async function runRecord(name: string, flags: RecordFlags): Promise<void> {
  const scenario =
    SCENARIOS.find((each) => each === name) ??
    program.error(`error: no scenario '${name}': one of ${SCENARIOS.join(', ')}`, { exitCode: 2 });
  const out = flags.out ?? join(RECORDINGS, scenario);
  const recording = await record({
    ...recordingDefaults(scenario),
    ...optionsOf(scenario, { ...program.opts<LabFlags>(), ...flags }),
    ...told,
    ...(flags.duration === undefined ? {} : { duration: flags.duration }),
    out,
    command: `npm run lab -- ${process.argv.slice(2).join(' ')}`,
    enough: stopSignal(),
  });
  const kills = recording.events.filter(({ kind }) => kind === 'oom-killed').length;
  progress(`${kills} kills, ${recording.webhooks.length} webhooks, ${recording.snapshots.length} profiles in ${out}`);
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
