import { execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { parse } from 'yaml';
import { freePort } from '../../scripts/postgres/free-port.ts';

const run = promisify(execFile);
const ROOT = join(import.meta.dirname, '../..');
const COMPOSE = join(ROOT, 'manifest/compose');

/** The program of the Compose specification's own library, which Docker Compose reads files by. */
const READER = 'github.com/compose-spec/compose-go/v2/cmd@v2.16.2';

interface Read {
  readonly services: Readonly<
    Record<string, { readonly volumes?: readonly { readonly source?: string; readonly type: string }[] }>
  >;
}

test('the file is what Docker Compose reads, with .env.example beside it as .env', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-compose-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  cpSync(COMPOSE, folder, { recursive: true });
  cpSync(join(ROOT, '.env.example'), join(folder, '.env'));
  const { stdout } = await run('go', ['run', READER, 'compose.yaml'], { cwd: folder });
  const { services } = parse(stdout) as Read;
  expect(Object.keys(services).toSorted()).toEqual(['alertmanager', 'cadvisor', 'leakbot', 'leaky', 'prometheus']);
  const mounted = Object.values(services).flatMap(({ volumes = [] }) => volumes.flatMap(({ source }) => source ?? []));
  const ours = mounted.filter((source) => source.startsWith(folder));
  // Each is there: an engine would make an empty directory of one that is not.
  for (const source of ours) await run('test', ['-f', source]);
  expect(ours).toHaveLength(5);
});

test('Prometheus and Alertmanager take their files, and a kill fires with the labels of its container', async () => {
  await run('promtool', ['check', 'config', join(COMPOSE, 'prometheus.yaml')]);
  await run('promtool', ['test', 'rules', join(COMPOSE, 'rules.test.yaml')]);
  await run('amtool', ['check-config', join(COMPOSE, 'alertmanager.yaml')]);
});

test('the service leaks, and shows it', { timeout: 60_000 }, async () => {
  const port = await freePort();
  const leaky = spawn(process.execPath, [join(COMPOSE, 'leaky.mjs')], { cwd: ROOT, env: { PORT: String(port) } });
  onTestFinished(() => void leaky.kill());
  const heap = async () => {
    const page = await fetch(`http://127.0.0.1:${port}/metrics`).then((answer) => answer.text());
    return Number(/^nodejs_heap_size_used_bytes (\S+)$/m.exec(page)?.[1]);
  };
  await expect.poll(() => heap().catch(() => 0), { timeout: 20_000 }).toBeGreaterThan(0);
  const before = await heap();
  await pause(10_000);
  // Some 0.5 MiB a second: less would not reach the limit of 160 MiB within minutes.
  expect((await heap()) - before).toBeGreaterThan(2 * 2 ** 20);
});
