import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { examine } from '../../src/commands/doctor.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { appManifest } from '../demo/stage.ts';
import { startWorkspace } from '../workspace/workspace.ts';
import { answering, serve } from './servers.ts';
import type { Place, SetUp } from './set-up.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

/** What Leakbot says of a set-up, a line each; what differs from run to run is replaced. */
export interface Said {
  /** Faults and warnings of `leakbot doctor`. */
  readonly doctor: readonly string[];
  /** What `leakbot start` ends with, or that it starts; undefined when it was not tried. */
  readonly start?: readonly string[];
}

/** Sets it up in a folder of its own and asks doctor, with `start` also the bot itself in a process of its own. */
export async function trySetUp(setUp: SetUp, { start }: { readonly start: boolean }): Promise<Said> {
  await using place = await aPlace(setUp);
  const env = environment(setUp, place);
  for (const [name, text] of Object.entries(setUp.files?.(place) ?? {})) writeFileSync(join(place.folder, name), text);
  await setUp.prepare?.(place);
  const plain = (text: string) => withoutPlace(text, place);
  const sections = await examine({ env, cwd: place.folder, clock: systemClock });
  const doctor = sections
    .flatMap(({ checks }) => checks)
    .filter(({ state }) => state !== 'ok')
    .map(({ state, says, fix }) => plain(`${state}: ${says}${fix === undefined ? '' : ` → ${fix}`}`));
  if (!start) return { doctor };
  return { doctor, start: (await started(env, place.folder)).map(plain) };
}

async function aPlace(setUp: SetUp): Promise<Place & AsyncDisposable> {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-set-up-'));
  const channels = [{ name: 'alerts' }, { name: 'private', bot: false }];
  const workspace = await startWorkspace({ manifest: appManifest(), channels });
  const server = await serve(setUp.serve ?? answering(404, ''));
  if (setUp.serve === undefined) await server.close();
  return {
    folder,
    workspace,
    server,
    async [Symbol.asyncDispose]() {
      if (setUp.serve !== undefined) await server.close();
      await workspace.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

function environment(setUp: SetUp, place: Place): Record<string, string> {
  const whole = {
    SLACK_BOT_TOKEN: place.workspace.botToken,
    SLACK_APP_TOKEN: place.workspace.appToken,
    SLACK_API_URL: place.workspace.apiUrl,
    LEAKBOT_CHANNEL: place.workspace.channels['alerts']?.id,
    LEAKBOT_DATABASE: 'leakbot.db',
    LEAKBOT_HOST: '127.0.0.1',
    LEAKBOT_PORT: '0',
  };
  const all = { ...(setUp.whole ? whole : {}), ...setUp.env?.(place) };
  return Object.fromEntries(Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined));
}

/** Pino's number for `warn`. */
const WARN = 40;

/** What does not work is said within this time after the start. */
const LOOKS_AROUND = 3000;

/** Starts the bot until it has ended, or was up and has looked around. */
async function started(env: Readonly<Record<string, string>>, folder: string): Promise<readonly string[]> {
  const child = spawn(process.execPath, [MAIN, 'start'], {
    env: { PATH: process.env['PATH'], ...env },
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const ended = once(child, 'close');
  let said = '';
  let up = false;
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
    if (!up && said.includes('Leakbot is up')) {
      up = true;
      setTimeout(() => child.kill('SIGTERM'), LOOKS_AROUND);
    }
  });
  await ended;
  const lines = said.split('\n').filter((line) => line !== '');
  return [...(up ? ['starts'] : []), ...lines.flatMap(shownLine)];
}

/** A line for people as it is; of the log what is a warning or worse. */
function shownLine(line: string): readonly string[] {
  if (!line.startsWith('{')) return [line.trim()];
  const { level, msg, error, say } = JSON.parse(line) as { level: number; msg: string; error?: string; say?: string };
  const why = say ?? error;
  return level < WARN ? [] : [`warns: ${msg}${why === undefined ? '' : ` (${why})`}`];
}

/** Folders and free ports differ from run to run. */
function withoutPlace(text: string, { folder, server, workspace }: Place): string {
  return text
    .replaceAll(folder, '…')
    .replaceAll(String(server.port), 'PORT')
    .replaceAll(new URL(workspace.apiUrl).port, 'SLACK')
    .replace(/xo(xb|xp)-\d+-workspace/g, 'xo$1-…');
}
