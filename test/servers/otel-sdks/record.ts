// Runs the four programs for seven minutes and writes what arrived in Prometheus: see README.md.
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { packSeries } from '../../../scripts/lab/record/series-file.ts';
import { prometheus3 } from '../real-servers.ts';

const [FOLDER = '.'] = process.argv.slice(2);
const HERE = fileURLToPath(new URL('.', import.meta.url));
const FIXTURES = fileURLToPath(new URL('../../fixtures/otel-sdks/', import.meta.url));
const SCRAPE_MS = 5000;
const MINUTES = 7;
const LIMIT = 600 * 2 ** 20;

const PROGRAMS: Readonly<Record<string, readonly [string, ...string[]]>> = {
  go: [join(FOLDER, 'go/leak')],
  node: [process.execPath, join(FOLDER, 'node/leak.mjs')],
  python: [join(FOLDER, 'python/v/bin/python'), join(HERE, 'leak.py')],
  java: ['java', '-Xmx512m', `-javaagent:${join(FOLDER, 'java/agent.jar')}`, '-cp', join(FOLDER, 'java'), 'Leak'],
};

await using server = await prometheus3('UnderscoreEscapingWithSuffixes');
const running = Object.entries(PROGRAMS).map(([name, command]) => ({ name, process: started(name, command) }));
const end = Date.now() + MINUTES * 60_000;
for (; Date.now() < end; await sleep(SCRAPE_MS)) await sendContainers();
for (const { process: one } of running) one.kill('SIGKILL');
for (const { name } of running) writeFileSync(join(FIXTURES, `${name}.json.gz`), packSeries(await arrived(name)));

function started(name: string, [program, ...rest]: readonly [string, ...string[]]): ChildProcess {
  const attributes = { 'service.namespace': 'prod', 'service.instance.id': podOf(name), ...containerOf(name) };
  return spawn(program, rest, {
    stdio: 'inherit',
    env: {
      ...process.env,
      OTEL_EXPORTER_OTLP_METRICS_ENDPOINT: server.intake,
      OTEL_EXPORTER_OTLP_METRICS_PROTOCOL: 'http/protobuf',
      OTEL_METRIC_EXPORT_INTERVAL: String(SCRAPE_MS),
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_SERVICE_NAME: `${name}-svc`,
      OTEL_RESOURCE_ATTRIBUTES: Object.entries(attributes)
        .map((pair) => pair.join('='))
        .join(','),
    },
  });
}

function podOf(name: string): string {
  return `${name}-svc-7d9f8c6b5-x2x4v`;
}

function containerOf(name: string) {
  return { 'k8s.namespace.name': 'prod', 'k8s.pod.name': podOf(name), 'k8s.container.name': `${name}-svc` };
}

/** What the receivers for the kubelet and for Kubernetes would send. */
async function sendContainers(): Promise<void> {
  const timeUnixNano = `${BigInt(Date.now())}000000`;
  const gauge = (metric: string, value: number) => ({
    name: metric,
    unit: 'By',
    gauge: { dataPoints: [{ timeUnixNano, asInt: String(value) }] },
  });
  const resourceMetrics = running.map(({ name, process: { pid } }) => {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    const rss = Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) * 1024;
    const attributes = Object.entries(containerOf(name)).map(([key, stringValue]) => ({ key, value: { stringValue } }));
    const metrics = [
      gauge('container.memory.rss', rss),
      gauge('container.memory.working_set', rss),
      gauge('k8s.container.memory_limit', LIMIT),
    ];
    return { resource: { attributes }, scopeMetrics: [{ scope: { name: 'kubelet' }, metrics }] };
  });
  const headers = { 'content-type': 'application/json' };
  const answer = await fetch(server.intake, { method: 'POST', headers, body: JSON.stringify({ resourceMetrics }) });
  if (!answer.ok) throw new Error(`the container's metrics were refused: ${await answer.text()}`);
}

/** All series of a pod but histograms' buckets, at the times they were sent for. */
async function arrived(name: string) {
  const query = `{k8s_pod_name="${podOf(name)}",__name__!~".*_bucket"}[${MINUTES + 1}m]`;
  const answer = await fetch(
    `${process.env['FROM'] ?? server.url}/api/v1/query?${new URLSearchParams({ query }).toString()}`,
  );
  const { data } = (await answer.json()) as {
    readonly data: {
      readonly result: readonly {
        readonly metric: Record<string, string>;
        readonly values: readonly [number, string][];
      }[];
    };
  };
  return data.result.map(({ metric, values }) => ({
    labels: metric,
    samples: values.map(([time, value]) => [Math.round(time * 1000), Number(value)] as const),
  }));
}
