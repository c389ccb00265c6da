import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { readRecording } from '../../scripts/demo/recording.ts';
import { parcaStandIn } from '../support/profile-servers/parca-stand-in.ts';
import { pyroscopeStandIn } from '../support/profile-servers/pyroscope-stand-in.ts';
import { recordedProfiles } from '../support/profile-servers/recorded-profiles.ts';
import { prometheusStandIn } from '../support/prometheus-stand-in.ts';
import { recordedSeries } from '../support/recorded-series.ts';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;

/** `leakbot investigate` as an operator runs it: no snapshot of its own collector, and no repository in leakbot.yaml. */
async function investigate(env: Readonly<Record<string, string>>) {
  const { service, range } = readRecording('heap-leak');
  await using prometheus = await prometheusStandIn(recordedSeries('heap-leak'), { series: [] });
  const cwd = mkdtempSync(join(tmpdir(), 'leakbot-servers-'));
  onTestFinished(() => rmSync(cwd, { recursive: true, force: true }));
  const { name, namespace, container } = service;
  const listed = { name, namespace, runtime: 'go', selector: { namespace, container } };
  writeFileSync(join(cwd, 'leakbot.yaml'), JSON.stringify({ services: [listed] }));
  const at = new Date(range.to).toISOString();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [MAIN, 'investigate', name, '--at', at, '--json', '--out', 'out'],
    { cwd, env: { PATH: process.env['PATH'], PROMETHEUS_URL: prometheus.url, ...env }, maxBuffer: 2 ** 24 },
  );
  return {
    document: JSON.parse(stdout) as {
      finding: { kind: string; paths: readonly { frames: readonly { file: string; line: number; url?: string }[] }[] };
      compared: { base: { source: string }; current: { source: string } };
      gaps: readonly unknown[];
    },
    report: readFileSync(join(cwd, 'out/report.md'), 'utf8'),
    base: readFileSync(join(cwd, 'out/base.pb.gz')),
  };
}

async function expectTheLeak(name: string, env: Readonly<Record<string, string>>): Promise<void> {
  const { service } = readRecording('heap-leak');
  const { document, report, base } = await investigate(env);
  const [leaf] = document.finding.paths[0]?.frames ?? [];
  expect(document.finding.kind).toBe('heap-leak');
  expect(leaf?.file).toMatch(/internal\/cache\/cache\.go$/);
  expect(leaf).toMatchObject({
    line: 30,
    url: `${service.repository}/blob/${service.revision}/internal/cache/cache.go#L30`,
  });
  expect([document.compared.base.source, document.compared.current.source]).toEqual([name, name]);
  expect(report).toContain(`from ${name}`);
  expect(base.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
}

test('a leak whose profiles are in Pyroscope ends in its line', { timeout: 60_000 }, async () => {
  await using server = await pyroscopeStandIn(recordedProfiles('heap-leak'), { tenant: 'acme' });
  await expectTheLeak(`Pyroscope at ${server.url}`, { PYROSCOPE_URL: server.url, PYROSCOPE_ORG_ID: 'acme' });
  expect(server.asked).toContain('SelectMergeStacktraces proto');
});

test('a leak whose profiles are in Parca ends in its line', { timeout: 60_000 }, async () => {
  await using server = await parcaStandIn(recordedProfiles('heap-leak'), { authorization: 'Bearer s3cret' });
  await expectTheLeak(`Parca at ${server.url}`, { PARCA_URL: server.url, PARCA_TOKEN: 's3cret' });
});
