import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';

const run = promisify(execFile);
const MANIFEST = join(import.meta.dirname, '..', '..', 'manifest');
const CONFIG = join(MANIFEST, 'alertmanager', 'leakbot-receiver.yaml');

test('promtool accepts the rules that warn before a kill, and their unit tests pass', async () => {
  await run('promtool', ['check', 'rules', join(MANIFEST, 'prometheus', 'leakbot-early-rules.yaml')]);
  await run('promtool', ['test', 'rules', join(MANIFEST, 'prometheus', 'leakbot-early-rules.test.yaml')]);
});

test('promtool accepts the rules about Leakbot itself, and their unit tests pass', async () => {
  await run('promtool', ['check', 'rules', join(MANIFEST, 'prometheus', 'leakbot-self-rules.yaml')]);
  await run('promtool', ['test', 'rules', join(MANIFEST, 'prometheus', 'leakbot-self-rules.test.yaml')]);
});

/** The receivers that amtool says an alert goes to. */
async function receivers(...labels: readonly string[]): Promise<readonly string[]> {
  const { stdout } = await run('amtool', ['config', 'routes', 'test', `--config.file=${CONFIG}`, ...labels]);
  return stdout.trim().split(/[,\s]+/);
}

test.each([
  'KubeContainerOOMKilled',
  'ContainerRestartSpike',
  'KubePodCrashLooping',
  'KubeContainerMemoryLimitPredicted',
  'ContainerMemoryGrowsInEveryRun',
])('%s goes to Leakbot and on to the operator’s own receiver', async (name) => {
  expect(await receivers(`alertname=${name}`, 'namespace=prod', 'pod=markets-api-0')).toEqual(['leakbot', 'yours']);
});

test.each(['HighLatency', 'Watchdog', 'NotKubePodCrashLooping'])('%s goes to the operator alone', async (name) => {
  expect(await receivers(`alertname=${name}`)).toEqual(['yours']);
});
