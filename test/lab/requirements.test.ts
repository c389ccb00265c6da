import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { requireTools, type ToolName } from '../../scripts/lab/requirements.ts';
import { SCENARIOS } from '../../scripts/lab/scenario.ts';
import { scenarioOf } from '../../scripts/lab/scenarios/scenarios.ts';

/** What `requireTools` complains about where the PATH leads to an empty folder. */
async function missing(...tools: ToolName[]): Promise<string> {
  const empty = mkdtempSync(join(tmpdir(), 'no-tools-'));
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(empty, { recursive: true });
  });
  vi.stubEnv('PATH', empty);
  return requireTools(tools).then(
    () => '',
    (error: Error) => error.message,
  );
}

test('everything that is missing is named at once, with where to get it', async () => {
  const message = await missing('java', 'javac', 'maven', 'python', 'npm');
  for (const hint of [
    'Prometheus: https://prometheus.io/download',
    'Alertmanager',
    'unshare',
    'apt install default-jdk-headless',
    'apt install maven',
    'apt install python3-venv',
    'https://nodejs.org',
  ]) {
    expect(message).toContain(hint);
  }
});

test('only what the scenario’s program needs is asked for', async () => {
  expect(await missing('python')).not.toMatch(/JDK|Maven|Go/);
  expect(new Set(SCENARIOS.flatMap((name) => scenarioOf(name).program.tools))).toEqual(
    new Set(['go', 'cc', 'java', 'javac', 'maven', 'npm', 'python']),
  );
});
