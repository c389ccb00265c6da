import { readFileSync } from 'node:fs';
import pino from 'pino';
import { cronExpression } from '../adapters/cron/ticker.ts';
import { InvalidSettingsError } from '../config/fault.ts';
import { readSettings } from '../config/read-settings.ts';
import { explain } from '../foundation/errors.ts';
import { type Milliseconds, SECOND } from '../measurement/duration.ts';
import type { SlackLog } from '../slack/app.ts';
import { mappingFaults } from './mapping-faults.ts';
import { runBot } from './run-bot.ts';

/** How long a stop may take before the process ends anyway: less than Kubernetes' 30 s of grace. */
const STOP_WITHIN = 20 * SECOND;

interface StartWatch {
  /** Called when all is loaded that a bot without work needs. */
  readonly started?: () => void;
}

/** `leakbot start`: runs until it is asked to stop. Throws for settings that cannot work. */
export async function startCommand({ started = () => undefined }: StartWatch = {}): Promise<void> {
  const settings = readSettings({
    env: process.env,
    readFile: (path) => readFileSync(path, 'utf8'),
    cwd: process.cwd(),
    need: 'start',
    checkSchedule: cronExpression,
  });
  const faults = await mappingFaults(settings.webhooks);
  if (faults.length > 0) throw new InvalidSettingsError(faults);
  const log = pino({ level: settings.logLevel }, pino.destination(2));
  // A disconnect that races a reconnect rejects where no one listens: the client recovers, and so must we.
  process.on('unhandledRejection', (error) => log.error({ error: explain(error) }, 'a rejection no one handled'));

  const stop = new AbortController();
  for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, () => stop.abort());
  // From the signal on, whatever the bot is at: a start that hangs must end too.
  stop.signal.addEventListener('abort', () => endWithin(STOP_WITHIN, log), { once: true });
  const running = await runBot(settings, { log, signal: stop.signal });
  started();
  log.info({ url: running.url, metrics: running.metrics }, 'Leakbot is up');
  await aborted(stop.signal);
  log.info({}, 'stopping: what is in flight is finished');
  await running.stop();
}

function endWithin(time: Milliseconds, log: SlackLog): void {
  const deadline = setTimeout(() => {
    log.error({}, 'the stop took too long; what is unfinished is taken up by the next start');
    process.exit(1);
  }, time);
  deadline.unref();
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
