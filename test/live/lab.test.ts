import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openMemoryCgroups } from '../../scripts/lab/cgroup/memory-cgroup.ts';
import { type Lab, startLab } from '../../scripts/lab/lab.ts';
import { recordedSelector } from '../../scripts/lab/record/recorded-metrics.ts';
import { readSeries } from '../../scripts/lab/record/series.ts';
import { startWebhookSink, type WebhookSink } from '../../scripts/lab/record/webhook-sink.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';

const run = promisify(execFile);
const MANIFEST = join(import.meta.dirname, '..', '..', 'manifest');

/** Waits for what another process does, with a limit. */
async function eventually<T>(look: () => T | undefined | Promise<T | undefined>, patience = 2 * MINUTE): Promise<T> {
  for (const deadline = Date.now() + patience; ; await sleep(200)) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`not within ${patience} ms: ${look.toString()}`);
  }
}

describe('manifest', () => {
  test('promtool accepts the rules and their unit tests pass', async () => {
    await run('promtool', ['check', 'rules', join(MANIFEST, 'prometheus', 'leakbot-rules.yaml')]);
    await run('promtool', ['test', 'rules', join(MANIFEST, 'prometheus', 'leakbot-rules.test.yaml')]);
  });

  test('amtool accepts the receiver', async () => {
    await run('amtool', ['check-config', join(MANIFEST, 'alertmanager', 'leakbot-receiver.yaml')]);
  });
});

test('the Go service is formatted, vetted and tested', async () => {
  const cwd = join(import.meta.dirname, '..', '..', 'scripts', 'lab', 'services', 'markets');
  const { stdout } = await run('gofmt', ['-l', '.'], { cwd });
  expect(stdout).toBe('');
  await run('go', ['vet', './...'], { cwd });
  await run('go', ['test', './...'], { cwd });
});

const ALLOCATE = `
import base64, tracemalloc
tracemalloc.start(12)
from reports.tracemalloc_pprof import heap_profile

class Shelf:
    def keep(self):
        return [bytes(1 << 20) for _ in range(3)]

kept = Shelf().keep()
print(base64.b64encode(heap_profile()).decode())
`;

test('what tracemalloc knows becomes a profile that go tool pprof reads', async () => {
  const cwd = join(import.meta.dirname, '..', '..', 'scripts', 'lab', 'services', 'reports');
  const dir = mkdtempSync(join(tmpdir(), 'lab-python-'));
  try {
    writeFileSync(join(dir, 'shelf.py'), ALLOCATE);
    const { stdout } = await run('python3', [join(dir, 'shelf.py')], { cwd, env: { ...process.env, PYTHONPATH: cwd } });
    const file = join(dir, 'heap.pb.gz');
    writeFileSync(file, Buffer.from(stdout, 'base64'));
    const lines = await run('go', ['tool', 'pprof', '-raw', file]);
    expect(lines.stdout).toMatch(/inuse_objects\/count inuse_space\/bytes/);
    const top = await run('go', ['tool', 'pprof', '-top', '-lines', '-unit=B', '-nodecount=1', file]);
    const keeps = ALLOCATE.split('\n').findIndex((line) => line.includes('bytes(1 << 20)')) + 1;
    expect(top.stdout).toMatch(new RegExp(`^ *(3145\\d{3})B .* Shelf\\.keep .*shelf\\.py:${keeps}$`, 'm'));
  } finally {
    rmSync(dir, { recursive: true });
  }
});

test('a start removes what a dead lab left, and nothing of a lab that runs', async () => {
  const mountPoint = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup'].find(existsSync) ?? '';
  const dead = join(mountPoint, `leakbot-lab-${2 ** 22 + 1}-1`); // above the largest process id that Linux gives
  mkdirSync(dead);
  const first = await openMemoryCgroups();
  const kept = first.child('pod');
  const others = await Promise.all([openMemoryCgroups(), openMemoryCgroups()]);
  expect(existsSync(dead)).toBe(false);
  expect(existsSync(kept.processesFile)).toBe(true);
  for (const each of [first, ...others]) await each.remove();
});

describe('a leaking service', () => {
  const dir = mkdtempSync(join(tmpdir(), 'lab-live-'));
  const from = Date.now();
  let sink: WebhookSink;
  let lab: Lab;

  beforeAll(async () => {
    sink = await startWebhookSink();
    lab = await startLab({
      scenario: 'heap-leak',
      pace: 'fast',
      pods: 2,
      limitBytes: 96 * MiB,
      webhook: sink,
      dir,
    });
  });

  afterAll(async () => {
    await lab.close();
    await sink.close();
    rmSync(dir, { recursive: true });
  });

  test('is killed by the kernel, restarted, seen by Prometheus and posted by Alertmanager', async () => {
    const [busiest] = lab.pods();
    const kill = await eventually(() => lab.events().find(({ kind }) => kind === 'oom-killed'));
    expect(kill).toMatchObject({ pod: busiest?.name, restarts: 1 });

    const posted = await eventually(() => sink.received().at(0));
    expect(posted.body).toMatchObject({
      version: '4',
      status: 'firing',
      groupLabels: { cluster: 'eu-1', namespace: 'prod', workload: 'markets-api', container: 'markets-api' },
      commonLabels: { alertname: 'KubeContainerOOMKilled', pod: busiest?.name },
    });
    expect(lab.pods().map(({ startedAt }) => startedAt)).not.toContain(undefined);

    // The alert may arrive before the new life was scraped for the first time.
    const { restarts, rss } = await eventually(async () => {
      const series = await readSeries(lab.prometheusUrl, recordedSelector(lab.scenario.program), {
        from,
        to: Date.now(),
      });
      const ofBusiest = series.filter(({ labels }) => labels['pod'] === busiest?.name);
      const named = (name: string) => ofBusiest.filter(({ labels }) => labels['__name__'] === name);
      const rss = named('container_memory_rss').filter(({ labels }) => labels['container']);
      const lives = rss.length;
      return lives < 2 ? undefined : { restarts: named('kube_pod_container_status_restarts_total'), rss };
    });
    expect(restarts[0]?.samples.at(-1)?.[1]).toBeGreaterThanOrEqual(1);
    const highest = Math.max(...rss.flatMap(({ samples }) => samples.map(([, value]) => value)));
    expect(highest).toBeGreaterThan(0.8 * 96 * MiB);
    expect(highest).toBeLessThanOrEqual(96 * MiB);
  });

  test('leaves nothing behind', async () => {
    const pods = lab.pods();
    await lab.close();
    await expect(fetch(`${pods[0]?.url ?? ''}/healthz`)).rejects.toThrow();
    await expect(fetch(lab.prometheusUrl)).rejects.toThrow();
    const mountPoint = ['/sys/fs/cgroup/memory', '/sys/fs/cgroup'].find(existsSync) ?? '';
    expect(readdirSync(mountPoint).filter((name) => name.startsWith(`leakbot-lab-${process.pid}-`))).toEqual([]);
  });
});
