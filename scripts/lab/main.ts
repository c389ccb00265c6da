import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { explain, LeakbotError } from '../../src/foundation/errors.ts';
import { formatBytes, parseBytes } from '../../src/measurement/bytes.ts';
import { formatDuration, parseDuration } from '../../src/measurement/duration.ts';
import { formatClock } from '../../src/measurement/time.ts';
import type { LabEvent } from './cluster/event.ts';
import { type Lab, type LabOptions, startLab } from './lab.ts';
import { record, recordingDefaults } from './record/record.ts';
import { PACES, type Pace, SCENARIOS, type ScenarioName } from './scenario.ts';

interface Flags {
  readonly scenario: ScenarioName;
  readonly pace?: Pace;
  readonly pods?: number;
  readonly limit?: number;
  readonly scrapeInterval?: number;
  readonly basePort?: number;
  readonly rollOutAfter?: number;
  readonly dir?: string;
  readonly webhook?: string;
  readonly token?: string;
  readonly duration?: number;
  readonly out?: string;
}

const RECORDINGS = join(import.meta.dirname, '..', '..', 'test', 'fixtures', 'recordings');

function labFlags(command: Command): Command {
  return command
    .addOption(new Option('--pace <pace>', 'how long a leaking container lives: 45 s, 3 min or 8 min').choices(PACES))
    .option('--pods <count>', 'pods of the service (default 6)', whole)
    .option('--limit <bytes>', 'memory limit of each, such as 160Mi', bytes)
    .option('--scrape-interval <duration>', 'of Prometheus, such as 15s', duration)
    .option(
      '--roll-out-after <duration>',
      'start with the healthy revision and roll the faulty one out later',
      duration,
    )
    .option('--base-port <port>', 'first of four ports on loopback addresses (default: free ones from 19090 on)', whole)
    .option('--dir <folder>', 'logs, configurations, data (default: a new temporary folder)');
}

const program = new Command('lab')
  .description('Runs a small Go service out of memory for real, watched by a real Prometheus and Alertmanager.')
  .addOption(new Option('--scenario <name>', 'what goes wrong').choices(SCENARIOS).default('heap-leak'))
  .option('--webhook <url>', 'where Alertmanager posts: Leakbot’s /webhooks/alertmanager')
  .option(
    '--token <token>',
    'bearer token for it: LEAKBOT_WEBHOOK_TOKEN',
    process.env['LEAKBOT_WEBHOOK_TOKEN'] ?? 'lab',
  )
  .action(run);
labFlags(program);
labFlags(
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

async function run(flags: Flags): Promise<void> {
  const stop = stopSignal();
  const webhook = flags.webhook === undefined ? undefined : { url: flags.webhook, token: flags.token ?? '' };
  const lab = await startLab({ ...optionsOf(flags.scenario, flags), webhook });
  try {
    process.stdout.write(settingsFor(lab, webhook?.token));
    if (!stop.aborted) await new Promise((resolve) => stop.addEventListener('abort', resolve));
    progress('stopping');
  } finally {
    await lab.close();
  }
}

async function runRecord(name: string, flags: Omit<Flags, 'scenario'>): Promise<void> {
  const scenario =
    SCENARIOS.find((each) => each === name) ??
    program.error(`error: no scenario '${name}': one of ${SCENARIOS.join(', ')}`, { exitCode: 2 });
  const out = flags.out ?? join(RECORDINGS, scenario);
  const recording = await record({
    ...recordingDefaults(scenario),
    ...optionsOf(scenario, { ...program.opts<Flags>(), ...flags }),
    ...(flags.duration === undefined ? {} : { duration: flags.duration }),
    out,
    command: `npm run lab -- ${process.argv.slice(2).join(' ')}`,
    enough: stopSignal(),
  });
  const kills = recording.events.filter(({ kind }) => kind === 'oom-killed').length;
  progress(`${kills} kills, ${recording.webhooks.length} webhooks, ${recording.snapshots.length} profiles in ${out}`);
}

function optionsOf(scenario: ScenarioName, flags: Omit<Flags, 'scenario'>): LabOptions {
  return {
    scenario,
    dir: flags.dir ?? mkdtempSync(join(tmpdir(), `lab-${scenario}-`)),
    ...(flags.pace && { pace: flags.pace }),
    ...(flags.pods !== undefined && { pods: flags.pods }),
    ...(flags.limit !== undefined && { limitBytes: flags.limit }),
    ...(flags.scrapeInterval !== undefined && { scrapeIntervalMs: flags.scrapeInterval }),
    ...(flags.basePort !== undefined && { basePort: flags.basePort }),
    ...(flags.rollOutAfter !== undefined && { rollOutAfterMs: flags.rollOutAfter }),
    onEvent: (event) => progress(describe(event)),
    onProgress: progress,
  };
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

function whole(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('a whole number is wanted');
  return Number(text);
}

function bytes(text: string): number {
  const read = parseBytes(text);
  if (read === undefined) throw new InvalidArgumentError('such as 160Mi');
  return read;
}

function duration(text: string): number {
  const read = parseDuration(text);
  if (read === undefined) throw new InvalidArgumentError('such as 15s or 45m');
  return read;
}
