import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { appManifest } from '../../scripts/demo/stage.ts';
import { startWorkspace, type Workspace } from '../../scripts/workspace/workspace.ts';
import { CHANNEL } from './bot.ts';
import { testDatabase } from './test-database.ts';

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url));

export interface Started {
  readonly child: ChildProcess;
  readonly database: string;
  said(): string;
  /** The exit status. */
  readonly ended: Promise<number | null>;
}

export async function aWorkspace(): Promise<Workspace> {
  const workspace = await startWorkspace({ manifest: appManifest() });
  onTestFinished(() => workspace.close());
  return workspace;
}

/** `leakbot start` as an operator starts it. */
export async function start(workspace: Workspace, changes: Readonly<Record<string, string>> = {}): Promise<Started> {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-start-'));
  const database = await testDatabase(folder);
  const env = {
    PATH: process.env['PATH'],
    SLACK_BOT_TOKEN: workspace.botToken,
    SLACK_APP_TOKEN: workspace.appToken,
    SLACK_API_URL: workspace.apiUrl,
    LEAKBOT_CHANNEL: workspace.channels[CHANNEL]?.id,
    LEAKBOT_DATABASE: database,
    LEAKBOT_HOST: '127.0.0.1',
    LEAKBOT_PORT: '0',
    ...changes,
  };
  const child = spawn(process.execPath, [MAIN, 'start'], { env, cwd: folder, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  const ended = once(child, 'close').then(([code]) => code as number | null);
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, database, said: () => said, ended };
}
