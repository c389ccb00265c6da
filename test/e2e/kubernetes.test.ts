import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import { sqlCollectorStores } from '../../src/adapters/stores/collector-stores.ts';
import { PPROF_PORT } from '../../src/collection/pods/pod.ts';
import { examine } from '../../src/commands/doctor.ts';
import { connectSources } from '../../src/commands/sources.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { systemClock } from '../../src/foundation/clock.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { aKubernetesPod } from '../support/a-kubernetes-pod.ts';
import { aKubernetes } from '../support/kubernetes-stand-in.ts';
import { processStandIn } from '../support/process-stand-in.ts';
import { anEmptyDatabase, spaceOf } from '../support/test-database.ts';

const POD = 'markets-api-7d9f8b6c5-x2xkf';
const YAML = 'kubernetes: { namespaces: [prod] }\ncollector: { every: 1s }\n';
const quiet = () => undefined;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'leakbot-kubernetes-'));
  writeFileSync(join(folder, 'leakbot.yaml'), YAML);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('a pod that asks for it is a service, and its profiles are kept, with no list and no Prometheus', async () => {
  await using process = await processStandIn();
  const { port } = new URL(process.url);
  const asking = aKubernetesPod({ annotations: { [PPROF_PORT]: port }, ip: '127.0.0.1' });
  const { kubeconfig } = await aKubernetes([asking, aKubernetesPod({ name: 'markets-api-7d9f8b6c5-k7pvd' })]);
  const database = await anEmptyDatabase();
  onTestFinished(() => database.destroy());
  const stores = sqlCollectorStores(database, spaceOf(database));
  const settings = readSettings({
    env: { KUBECONFIG: kubeconfig },
    readFile: (path) => (path.endsWith('leakbot.yaml') ? YAML : absent(path)),
    cwd: folder,
    need: 'investigate',
    checkSchedule: quiet,
  });
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const sources = await connectSources(settings, { stores, clock: systemClock, log });
  onTestFinished(() => sources.close());
  await sources.startCollecting();
  const range = { from: Date.now() - HOUR, to: Date.now() + HOUR };
  const kept = () => sources.profiles.snapshots({ kind: 'heap', instances: [POD], range });
  await expect.poll(kept, { timeout: 15_000 }).not.toEqual([]);
  const services = await sources.services();
  expect(services.map(({ workload }) => workload)).toEqual([
    { namespace: 'prod', name: 'markets-api', container: 'markets-api' },
  ]);
  const query = { matchers: services[0]?.selector ?? [], range, step: HOUR, aggregate: 'last' } as const;
  const levels = async () => {
    const rss = await sources.metrics.series({ ...query, metric: 'process_resident_memory_bytes' });
    return rss.map(({ values }) => values.at(-1));
  };
  await expect.poll(levels, { timeout: 15_000 }).toEqual([50e6]);
});

function absent(path: string): never {
  throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
}

async function said(env: Readonly<Record<string, string>> = {}): Promise<string> {
  const sections = await examine({ env: { ...env, LEAKBOT_DATABASE: 'leakbot.db' }, cwd: folder, clock: systemClock });
  const { checks = [] } = sections.find(({ subject }) => subject === 'Kubernetes') ?? {};
  return checks.map(({ state, says, fix }) => `${state}: ${says}${fix === undefined ? '' : ` → ${fix}`}`).join('\n');
}

test('doctor counts the pods that ask, and says which right is missing', async () => {
  const { kubeconfig: KUBECONFIG, cluster } = await aKubernetes([
    aKubernetesPod({ annotations: { [PPROF_PORT]: '6060' } }),
  ]);
  expect(await said({ KUBECONFIG })).toMatch(/^ok: 1 pod in prod, 1 with the annotation leakbot\.dev\/pprof-port/);
  cluster.refuses = 1;
  expect(await said({ KUBECONFIG })).toMatch(
    /^fault: the API of Kubernetes refuses the pods of the namespace prod \(403\): the service account needs list and watch of pods there/,
  );
  cluster.items = [];
  expect(await said({ KUBECONFIG })).toMatch(/^warning: no pod is in prod → Correct kubernetes\.namespaces/);
});

test('where there is no cluster, doctor says what to do', async () => {
  vi.stubEnv('HOME', folder);
  expect(await said()).toMatch(/^fault: kubernetes is set in leakbot\.yaml, but this is no pod/);
});
