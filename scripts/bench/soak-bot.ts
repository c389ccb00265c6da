import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { UnavailableError } from '../../src/foundation/errors.ts';
import { type Bytes, KiB } from '../../src/measurement/bytes.ts';
import type { Workspace } from '../workspace/workspace.ts';
import type { SoakService } from './soak-services.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** `leakbot start` under a soak, and what it logs. */
export interface SoakBot {
  readonly url: string;
  readonly database: string;
  /** Its resident memory, as the kernel counts it. */
  memory(): Bytes;
  /** How often it logged each message at the level of an error, with its cause. */
  readonly errors: ReadonlyMap<string, number>;
  /** The page of its metrics; undefined when it did not answer. */
  metrics(): Promise<string | undefined>;
  /** Ends it with SIGTERM; resolves with its exit status, null where it was gone already by a signal. */
  stop(): Promise<number | null>;
}

export interface SoakSettings {
  readonly folder: string;
  readonly workspace: Workspace;
  readonly services: readonly SoakService[];
  readonly channels: readonly string[];
  readonly pyroscope: string;
  /** Of the store. */
  readonly maxBytes: Bytes;
}

export async function startSoakBot(settings: SoakSettings): Promise<SoakBot> {
  const { folder, workspace, channels, pyroscope } = settings;
  await writeFile(join(folder, 'leakbot.yaml'), JSON.stringify(yamlOf(settings)));
  const database = join(folder, 'leakbot.db');
  const child = spawn(process.execPath, [MAIN, 'start'], {
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env['PATH'],
      SLACK_BOT_TOKEN: workspace.botToken,
      SLACK_APP_TOKEN: workspace.appToken,
      SLACK_API_URL: workspace.apiUrl,
      LEAKBOT_CHANNEL: workspace.channels[channels[0] ?? '']?.id,
      LEAKBOT_HOST: '127.0.0.1',
      LEAKBOT_PORT: '0',
      LEAKBOT_DATABASE: database,
      PYROSCOPE_URL: pyroscope,
    },
  });
  const exit = once(child, 'exit').then(([status]) => status as number | null);
  const errors = new Map<string, number>();
  const up = Promise.withResolvers<string>();
  createInterface({ input: child.stderr }).on('line', (line) => noteLine(line, errors, up.resolve));
  const url = await Promise.race([up.promise, exit.then(() => undefined)]);
  if (url === undefined) throw new UnavailableError('the bot did not start', { retryable: false });
  return {
    url,
    database,
    errors,
    memory: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) * KiB,
    metrics: () =>
      fetch(`${url}/metrics`).then(
        (response) => response.text(),
        () => undefined,
      ),
    async stop() {
      child.kill('SIGTERM');
      return exit;
    },
  };
}

/** pino's levels: 50 is an error. */
const ERROR = 50;

function noteLine(line: string, errors: Map<string, number>, up: (url: string) => void): void {
  const said = parsed(line);
  if (said.msg === 'Leakbot is up') up(said.url ?? '');
  if ((said.level ?? 0) < ERROR) return;
  const message = [said.msg ?? line, ...(said.error === undefined ? [] : [JSON.stringify(said.error)])].join(': ');
  errors.set(message, (errors.get(message) ?? 0) + 1);
}

interface Line {
  readonly level?: number;
  readonly msg?: string;
  readonly url?: string;
  readonly error?: unknown;
}

/** What is no JSON is what a crash writes: it counts as an error. */
function parsed(line: string): Line {
  try {
    return JSON.parse(line) as Line;
  } catch {
    return { level: ERROR, msg: line };
  }
}

function yamlOf({ services, channels, workspace, maxBytes }: SoakSettings) {
  return {
    collector: { every: '15s', keep: '1d', maxBytes: `${maxBytes}` },
    services: services.map(({ name, url }, index) => ({
      name,
      namespace: 'soak',
      runtime: 'go',
      selector: { namespace: 'soak', container: name },
      targets: [url],
      memoryLimit: '256Mi',
      channel: workspace.channels[channels[index % channels.length] ?? '']?.id,
    })),
  };
}
