import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { appManifest } from '../../scripts/demo/stage.ts';
import { openDatabase } from '../../src/adapters/sqlite/database.ts';
import { SqlHealthStore } from '../../src/adapters/stores/health-store.ts';
import { migrations } from '../../src/adapters/stores/migrations.ts';
import type { PartHealth } from '../../src/collection/health-store.ts';
import { examine } from '../../src/commands/doctor.ts';
import { doctorJson, doctorText } from '../../src/commands/doctor-report.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { profileOf } from '../contract/profile-source.ts';
import { loopback } from '../support/loopback.ts';
import { processStandIn } from '../support/process-stand-in.ts';
import { parcaStandIn } from '../support/profile-servers/parca-stand-in.ts';
import { pyroscopeStandIn } from '../support/profile-servers/pyroscope-stand-in.ts';
import { prometheusStandIn } from '../support/prometheus-stand-in.ts';
import { aWorkspace } from '../workspace/a-workspace.ts';

const NOW = Date.UTC(2026, 10, 23, 12);
const clock = { now: () => NOW };

function aFolder(files: Readonly<Record<string, string>> = {}): string {
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-doctor-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

/** Everything that doctor says, as `subject | state | text → remedy`. */
async function reported(env: Record<string, string>, cwd: string): Promise<readonly string[]> {
  const sections = await examine({ env, cwd, clock });
  return sections.flatMap(({ subject, checks }) =>
    checks.map(({ state, says, fix }) => [subject, state, fix === undefined ? says : `${says} → ${fix}`].join(' | ')),
  );
}

const withService = (url: string, more = {}) => ({
  'leakbot.yaml': JSON.stringify({
    services: [{ name: 'api', namespace: 'prod', targets: [url], ...more }],
  }),
});

const unexpected = () => Promise.reject(new Error('the migration is missing'));

const STORE = { LEAKBOT_DATABASE: 'leakbot.db' };

/** What the collector of a running bot wrote about a target's metrics. */
async function noted(cwd: string, { url, ...health }: Partial<PartHealth> & { readonly url: string }): Promise<void> {
  const database = await openDatabase(join(cwd, 'leakbot.db'));
  const { host } = new URL(url);
  const fresh = { succeededAt: undefined, failedAt: undefined, fault: undefined };
  await new SqlHealthStore(database).note([{ ...fresh, instance: host, pod: host, part: 'metrics', url, ...health }]);
  await database.destroy();
}

describe('settings', () => {
  test('that are wrong are all reported, and nothing else is looked at', async () => {
    const cwd = aFolder({ 'leakbot.yaml': 'services: [{ name: api, runtime: cobol }]' });
    const lines = await reported({ LEAKBOT_PORT: '99999', LEAKBOT_CHANEL: 'C0123456789' }, cwd);
    expect(lines.filter((line) => !line.includes('is missing'))).toEqual([
      expect.stringContaining('settings | fault | LEAKBOT_CHANEL: is no setting; did you mean LEAKBOT_CHANNEL?'),
      expect.stringContaining('settings | fault | LEAKBOT_PORT: is not a port'),
      expect.stringContaining('is no runtime Leakbot knows'),
    ]);
  });

  test('that lack what the bot needs are faults, one a setting, and say which commands work all the same', async () => {
    const lines = await reported({}, aFolder());
    expect(lines.filter((line) => line.includes('is missing'))).toEqual([
      expect.stringMatching(/^settings \| fault \| SLACK_BOT_TOKEN: is missing.*leakbot investigate and leakbot diff/),
      expect.stringMatching(/^settings \| fault \| SLACK_APP_TOKEN: is missing/),
      expect.stringMatching(/^settings \| fault \| LEAKBOT_CHANNEL: is missing/),
      expect.stringMatching(/^settings \| fault \| LEAKBOT_WEBHOOK_TOKEN: is missing/),
    ]);
  });

  test.each([
    ['PROMETEUS_URL', 'PROMETHEUS_URL'],
    ['PYROSCPE_URL', 'PYROSCOPE_URL'],
    ['PROMETHEUS_TOKEN_FIEL', 'PROMETHEUS_TOKEN_FILE'],
  ])('%s, which no one reads, is noticed', async (written, meant) => {
    const lines = await reported({ [written]: 'http://127.0.0.1:1' }, aFolder());
    expect(lines).toContain(`settings | warning | ${written} is no setting; did you mean ${meant}? → Write ${meant}.`);
  });

  test('of other programs that merely look alike are left alone', async () => {
    const others = {
      PROMETHEUS_PORT: '1',
      SLACK_TOKEN: 'x',
      HTTP_PROXY: 'http://p',
      GITHUB_TOKENS_DIR: 'x',
      PATH: '/bin',
    };
    const lines = await reported(others, aFolder({ '.env': 'SLACK_WEBHOOK_URL=https://hooks.example' }));
    expect(lines.filter((line) => line.includes('is no setting'))).toEqual([]);
  });
});

describe('the database', () => {
  test('is not made by looking', async () => {
    const cwd = aFolder();
    expect(await reported({}, cwd)).toContain(
      `database | ok | ${join(cwd, 'data/leakbot.db')} is made at the first start`,
    );
    expect(existsSync(join(cwd, 'data'))).toBe(false);
  });

  test('that is there is not changed', async () => {
    const cwd = aFolder();
    const file = join(cwd, 'leakbot.db');
    await (await openDatabase(file)).destroy();
    const before = readFileSync(file);
    const lines = await reported(STORE, cwd);
    expect(lines).toContainEqual(expect.stringMatching(/^database \| ok \| .* is writable, /));
    expect(readFileSync(file)).toEqual(before);
  });

  test('of an older Leakbot is not brought up to date by looking', async () => {
    const cwd = aFolder();
    const file = join(cwd, 'leakbot.db');
    const [first = ''] = Object.keys(migrations);
    await (await openDatabase(file, { migrations: { [first]: migrations[first] ?? { up: unexpected } } })).destroy();
    const before = readFileSync(file);
    const lines = await reported(STORE, cwd);
    expect(lines).toContain(
      `database | ok | ${file} was written by an older Leakbot: the next start copies it, then brings it up to date`,
    );
    expect(readFileSync(file)).toEqual(before);
  });

  test('that is no database is a fault', async () => {
    const cwd = aFolder({ 'leakbot.db': 'these are not the bytes of a database' });
    const lines = await reported(STORE, cwd);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^database \| fault \| the store .* is not a SQLite database .*→ Move it away, or set LEAKBOT_DATABASE/,
      ),
    );
  });

  test('in a folder that cannot be written to is a fault', async () => {
    const cwd = aFolder({ 'a-file': '' });
    const lines = await reported({ LEAKBOT_DATABASE: 'a-file/leakbot.db' }, cwd);
    expect(lines).toContainEqual(
      expect.stringMatching(/^database \| fault \| .*a-file is a file, not a folder → Set LEAKBOT_DATABASE/),
    );
  });
});

describe('targets', () => {
  test('are visited: metrics and both profiles', async () => {
    await using target = await processStandIn({ rss: 100 * MiB });
    const lines = await reported({}, aFolder(withService(target.url)));
    const { host } = new URL(target.url);
    expect(lines.filter((line) => line.startsWith('target'))).toEqual([
      `target ${host} | ok | metrics, resident memory 100 MiB`,
      expect.stringMatching(/ok \| heap profile, \d+ B$/),
      expect.stringMatching(/ok \| goroutine profile, \d+ B$/),
    ]);
    expect(target.asked).not.toContainEqual(expect.stringContaining('gc=1'));
    expect(lines).toContain(
      'service prod/api | warning | nothing was collected yet → Let the bot run for some minutes: it visits the targets while it runs.',
    );
  });

  test.each([
    [401, 'Set pprofAuth of the service in leakbot.yaml'],
    [404, 'Import net/http/pprof in the service and serve it'],
  ])('whose profiles answer %i are faults with what to do', async (status, remedy) => {
    await using process = await loopback((request, response) => {
      if (request.url === '/metrics') return response.end('process_resident_memory_bytes 1e8\n');
      return response.writeHead(status).end();
    });
    const lines = await reported({}, aFolder(withService(process.url)));
    const faults = lines.filter((line) => line.startsWith('target') && line.includes('| fault |'));
    expect(faults).toEqual([
      expect.stringMatching(new RegExp(`No heap profile .*${status}\\. → ${remedy}`)),
      expect.stringMatching(new RegExp(`No goroutine profile .*${status}\\. → ${remedy}`)),
    ]);
  });

  test('that no one listens at are reported once', async () => {
    const { url, ...server } = await loopback(() => undefined);
    await server[Symbol.asyncDispose]();
    const lines = await reported({}, aFolder(withService(url)));
    const [only, ...others] = lines.filter((line) => line.startsWith('target'));
    expect(only).toMatch(/^target 127\.0\.0\.1:\d+ \| fault \| No metrics from .*ECONNREFUSED.* → Check targets/);
    expect(others).toEqual([]);
  });

  test.each([
    ['succeeded a minute ago', 1, /warning \| No metrics from .*\nThe running bot read it 60 s ago → Run doctor where/],
    ['succeeded an hour ago', 60, /fault \| No metrics from .* → Check targets/],
  ])('that cannot be reached from here, where the running bot %s', async (_, minutes, complaint) => {
    const { url, ...server } = await loopback(() => undefined);
    await server[Symbol.asyncDispose]();
    const cwd = aFolder(withService(url));
    await noted(cwd, { url, succeededAt: NOW - minutes * MINUTE });
    expect((await reported(STORE, cwd)).filter((line) => line.startsWith('target'))).toEqual([
      expect.stringMatching(complaint),
    ]);
  });

  test('that the running bot cannot reach, though doctor can', async () => {
    await using target = await processStandIn();
    const cwd = aFolder(withService(target.url));
    const fault = {
      missing: 'No metrics from there: no answer within 10 s.',
      fix: 'Allow Leakbot to reach that port.',
    };
    await noted(cwd, { url: target.url, failedAt: NOW - MINUTE, fault });
    expect((await reported(STORE, cwd)).filter((line) => line.startsWith('target')).at(-1)).toMatch(
      /warning \| the running bot said last: No metrics from there: .* → Allow Leakbot to reach that port\.$/,
    );
  });

  test('are missed where neither they nor Prometheus are set', async () => {
    const cwd = aFolder({ 'leakbot.yaml': 'services: [{ name: api }]' });
    expect(await reported({}, cwd)).toContain(
      'service api | fault | no target to read metrics and profiles from → List targets of the service in leakbot.yaml.',
    );
  });
});

describe('Prometheus', () => {
  const labels = { namespace: 'prod', pod: 'api-1', container: 'api', image: 'api:1' };
  const series = (metric: string, value: number, more: Record<string, string> = {}) => {
    const points = Array.from({ length: 60 }, (_, i): [number, number] => [NOW - (60 - i) * MINUTE, value]);
    return { metric, labels: { ...labels, ...more }, ...trackOf(points) };
  };
  const paths = (url: string) => ({
    labels: ['pod'],
    'status/buildinfo': { version: '3.5.0' },
    targets: { activeTargets: [{ labels, scrapeUrl: `${url}/metrics`, health: 'up', lastError: '' }] },
    series: [{ ...labels, __name__: 'go_goroutines' }],
  });

  test('shows which questions about a service can be answered', async () => {
    await using target = await processStandIn();
    await using prometheus = await prometheusStandIn(
      [
        series('container_memory_rss', 300 * MiB),
        series('kube_pod_container_resource_limits', 512 * MiB, { resource: 'memory' }),
        series('go_memstats_alloc_bytes', 200 * MiB),
        series('api_build_info', 1, { revision: '4f2c1aa' }),
      ],
      paths(target.url),
    );
    const cwd = aFolder({ 'leakbot.yaml': 'services: [{ name: api, namespace: prod }]' });
    const lines = await reported({ PROMETHEUS_URL: prometheus.url }, cwd);
    expect(lines.filter((line) => /^(Prometheus|service)/.test(line))).toEqual([
      `Prometheus | ok | Prometheus at ${prometheus.url} answers, version 3.5.0`,
      'Prometheus | ok | it scrapes 1 target',
      'Prometheus | ok | /leak knows 1 service: prod/api',
      'service prod/api | ok | memory of 1 pod (container_memory_rss)',
      'service prod/api | ok | memory limit 512 MiB',
      expect.stringMatching(/\| warning \| not measured: the restart count .* → Install kube-state-metrics/),
      'service prod/api | ok | live heap (go_memstats_alloc_bytes, its floor between collections)',
      expect.stringMatching(/\| warning \| not measured: the goroutine count .* → Serve promhttp/),
      expect.stringMatching(/\| warning \| the split of memory lacks go_memstats_heap_inuse_bytes, .* → /),
      'service prod/api | ok | revision 4f2c1aa',
      'service prod/api | ok | profiles are taken from 1 process',
    ]);
    expect(lines).toContainEqual(expect.stringMatching(/^target .*\| ok \| heap profile/));
  });

  test('that took OpenTelemetry’s metrics without whose they are says what would name it', async () => {
    const info = (pod: string) => series('target_info', 1, { job: 'shop/api', k8s_pod_name: pod });
    const restarts = { ...series('k8s_container_restarts', 0), labels: {} };
    const { series: _, ...rest } = paths('http://127.0.0.1:1');
    await using prometheus = await prometheusStandIn([info('api-1'), info('api-2'), restarts], rest);
    const lines = await reported({ PROMETHEUS_URL: prometheus.url }, aFolder({}));
    expect(lines.filter((line) => line.startsWith('Prometheus | warning'))).toEqual([
      expect.stringContaining('it knows no service'),
      expect.stringContaining('several pods for one instance of shop/api: their metrics cannot be told apart → Give'),
      expect.stringMatching(/receivers, k8s_container_restarts name no pod .*→ List .*promote_resource_attributes/),
    ]);
  });

  test('that answers in part, and without what measures containers, says both and what is not seen for it', async () => {
    const { labels: _, series: __, ...rest } = paths('http://127.0.0.1:1');
    // A proxy hands on no header of VictoriaMetrics’.
    const known = { ...rest, 'status/buildinfo': { version: '2.24.0' } };
    await using prometheus = await prometheusStandIn([series('process_resident_memory_bytes', 300 * MiB)], known, {
      isPartial: true,
    });
    const lines = await reported({ PROMETHEUS_URL: prometheus.url }, aFolder({}));
    expect(lines.filter((line) => line.startsWith('Prometheus |'))).toEqual([
      expect.stringContaining(' answers: VictoriaMetrics, asked without its cache'),
      expect.stringMatching(/warning \| its answers are partial \(some of its storage nodes did not answer\).* → See/),
      'Prometheus | ok | it scrapes 1 target',
      'Prometheus | ok | /leak knows 1 service: prod/api',
      expect.stringMatching(/warning \| it has no metric of cAdvisor: .*page cache.* → Let it scrape the kubelet/),
      expect.stringMatching(/warning \| it has no metric of kube-state-metrics: .*OOM kills.* → Install/),
    ]);
  });

  test('that fails at some metrics, and lacks a part of others, has what it answers checked all the same', async () => {
    const all = [
      series('container_memory_rss', 300 * MiB),
      series('go_memstats_alloc_bytes', 200 * MiB),
      series('go_goroutines', 20),
    ];
    const { series: _, labels: __, ...rest } = paths('http://127.0.0.1:1');
    await using prometheus = await prometheusStandIn(all, rest, {
      fails: /kube_/,
      warnings: ['store-2: deadline exceeded'],
    });
    const lines = await reported({ PROMETHEUS_URL: prometheus.url }, aFolder({}));
    const ofService = lines.filter((line) => line.startsWith('service prod/api'));
    expect(ofService.slice(0, 3)).toEqual([
      expect.stringMatching(
        /\| warning \| \d+ metrics could not be read \(kube_pod_.*a store is short of memory.* → Look again/,
      ),
      expect.stringMatching(/\| warning \| Prometheus at .* answered only in part \(store-2: deadline exceeded\)/),
      'service prod/api | ok | memory of 1 pod (container_memory_rss)',
    ]);
    expect(ofService).toContainEqual(
      expect.stringMatching(/warning \| not known: restarts, because kube_pod_\w+ could not be read/),
    );
    expect(ofService).toContainEqual(expect.stringContaining('| ok | goroutines (go_goroutines)'));
    expect(ofService.join('\n')).not.toContain('not measured: the restart count');
  });

  test('that names the limit it was asked with answers in full (Prometheus 3.14)', async () => {
    const { labels: _, series: __, ...rest } = paths('http://127.0.0.1:1');
    await using prometheus = await prometheusStandIn([series('container_memory_rss', 300 * MiB)], rest, {
      warnings: ['results truncated due to limit'],
    });
    const lines = await reported({ PROMETHEUS_URL: prometheus.url }, aFolder({}));
    expect(lines.join('\n')).not.toContain('partial');
    expect(lines).toContainEqual(
      expect.stringContaining('Prometheus | warning | it has no metric of kube-state-metrics'),
    );
  });

  test('outside Kubernetes misses neither, and what is advised for a service exists there', async () => {
    const own = {
      ...series('process_resident_memory_bytes', 300 * MiB),
      labels: { job: 'ledger', instance: 'vm-1:80' },
    };
    const sign = { ...own, ...series('nodejs_version_info', 1), labels: own.labels };
    const { labels: _, series: __, ...rest } = paths('http://127.0.0.1:1');
    await using prometheus = await prometheusStandIn([own, sign], { ...rest, 'status/buildinfo': { version: '' } });
    const lines = await reported({ PROMETHEUS_URL: prometheus.url }, aFolder({}));
    expect(lines.filter((line) => line.startsWith('Prometheus |'))).toEqual([
      `Prometheus | ok | Prometheus at ${prometheus.url} answers`,
      'Prometheus | ok | it scrapes 1 target',
      'Prometheus | ok | /leak knows 1 service: ledger',
    ]);
    const ofService = lines.filter((line) => line.startsWith('service ledger'));
    expect(ofService).toContainEqual(
      expect.stringMatching(/not measured: the memory limit .* → Give it a limit .*memoryLimit of the service/),
    );
    expect(ofService).toContainEqual(expect.stringMatching(/the live heap .* → Call collectDefaultMetrics\(\)/));
    expect(ofService.join('\n')).not.toMatch(/→.*(?:kubelet|kube-state|\bpod\b|correct its selector)/);
  });

  test('that has nothing of a service says which selector found nothing', async () => {
    await using prometheus = await prometheusStandIn([], {
      ...paths('http://127.0.0.1:1'),
      targets: { activeTargets: [] },
    });
    const cwd = aFolder({ 'leakbot.yaml': 'services: [{ name: shop, namespace: prod }]' });
    const lines = await reported({ PROMETHEUS_URL: prometheus.url }, cwd);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /^service prod\/shop \| fault \| .*\{namespace="prod", container="shop"\}\. → Correct the selector/,
      ),
    );
    expect(lines).toContainEqual(expect.stringMatching(/warning \| no process to take profiles from/));
  });

  test('that is unreachable is one fault, not one for each service', async () => {
    const cwd = aFolder({ 'leakbot.yaml': 'services: [{ name: api }, { name: shop }]' });
    const lines = await reported({ PROMETHEUS_URL: 'http://127.0.0.1:1' }, cwd);
    expect(lines.filter((line) => line.includes('| fault |') && !line.startsWith('settings'))).toEqual([
      expect.stringMatching(/^Prometheus \| fault \| cannot reach Prometheus .*check PROMETHEUS_URL/),
    ]);
  });
});

test('Slack is asked with the settings’ tokens, for every channel they name', async () => {
  const workspace = await aWorkspace({ manifest: appManifest() });
  const { botToken: SLACK_BOT_TOKEN, appToken: SLACK_APP_TOKEN, apiUrl: SLACK_API_URL, channels } = workspace;
  const id = (name: string) => channels[name]?.id ?? '';
  workspace.remove('incidents', 'leakbot');
  const cwd = aFolder(withService('http://127.0.0.1:1', { channel: id('incidents') }));
  const bot = {
    SLACK_BOT_TOKEN,
    SLACK_APP_TOKEN,
    SLACK_API_URL,
    LEAKBOT_CHANNEL: id('alerts'),
    LEAKBOT_HOST: '127.0.0.1',
  };
  const lines = await reported(bot, cwd);
  expect(lines.filter((line) => line.startsWith('Slack')).slice(-2)).toEqual([
    'Slack | ok | in #alerts',
    expect.stringContaining('Slack | fault | not in #incidents → '),
  ]);
});

test('people read lines that align, programs one document', () => {
  const sections = [
    { subject: 'settings', checks: [{ state: 'ok' as const, says: '1 service' }] },
    { subject: 'Slack', checks: [{ state: 'fault' as const, says: 'not in #alerts', fix: 'Type /invite.' }] },
  ];
  expect(doctorText(sections)).toBe(
    [
      'settings',
      '  ok       1 service',
      '',
      'Slack',
      '  fault    not in #alerts',
      '           → Type /invite.',
      '',
      '1 fault, 0 warnings.',
      '',
    ].join('\n'),
  );
  expect(doctorJson(sections)).toEqual({
    ok: false,
    faults: 1,
    warnings: 0,
    checks: [
      { subject: 'settings', state: 'ok', says: '1 service' },
      { subject: 'Slack', state: 'fault', says: 'not in #alerts', fix: 'Type /invite.' },
    ],
  });
});

describe('a profile server', () => {
  const heap = (labels: Readonly<Record<string, string>>, name = 'memory') => ({
    labels,
    name,
    time: NOW - MINUTE,
    profile: profileOf(name === 'memory' ? 'heap' : 'goroutine', 1000),
  });

  test.each([
    [
      'Pyroscope',
      'PYROSCOPE_URL',
      pyroscopeStandIn,
      /Pyroscope \| warning \| .*no goroutine profiles.*profile\.goroutine \{ enabled = true \}/,
      '2.2.1',
    ],
    [
      'Parca',
      'PARCA_URL',
      parcaStandIn,
      /Parca \| warning \| .*no goroutine profiles.*pprof_config\.goroutine/,
      '0.28.0',
    ],
  ] as const)('%s is asked for both kinds of profiles', async (name, setting, standIn, lacking, version) => {
    await using server = await standIn([heap({ pod: 'api-1' })]);
    const lines = await reported({ [setting]: server.url }, aFolder());
    expect(lines.filter((line) => line.startsWith(name))).toEqual([
      `${name} | ok | ${name} at ${server.url} answers, version ${version}, 2 types of profiles`,
      `${name} | ok | heap profiles (memory:inuse_space:bytes:space:bytes)`,
      expect.stringMatching(lacking),
    ]);
  });

  test('with nothing for this tenant is a warning that names the setting', async () => {
    await using server = await pyroscopeStandIn([heap({ pod: 'api-1' })], { tenant: 'acme' });
    const env = { PYROSCOPE_URL: server.url, PYROSCOPE_ORG_ID: 'another' };
    expect(await reported(env, aFolder())).toContainEqual(
      expect.stringMatching(/Pyroscope \| warning \| .*no profiles at all.* → .*PYROSCOPE_ORG_ID/),
    );
  });

  test('that is unreachable is a fault', async () => {
    const { url, ...server } = await loopback(() => undefined);
    await server[Symbol.asyncDispose]();
    expect(await reported({ PARCA_URL: url }, aFolder())).toContainEqual(
      expect.stringMatching(/Parca \| fault \| cannot reach Parca at .*check PARCA_URL/),
    );
  });

  test('is looked into for the pods of each service', async () => {
    const labels = { namespace: 'prod', pod: 'api-1', container: 'api' };
    const points = trackOf([[NOW - MINUTE, 50 * MiB] as const]);
    await using prometheus = await prometheusStandIn(
      [{ metric: 'container_memory_rss', labels: { ...labels, image: 'api:1' }, ...points }],
      { series: [], labels: [], targets: { activeTargets: [] } },
    );
    await using server = await pyroscopeStandIn([heap(labels), heap({ ...labels, pod: 'api-2' }, 'goroutine')]);
    const cwd = aFolder({
      'leakbot.yaml': JSON.stringify({
        services: [{ name: 'api', namespace: 'prod', selector: { namespace: 'prod' } }],
      }),
    });
    const lines = await reported({ PROMETHEUS_URL: prometheus.url, PYROSCOPE_URL: server.url }, cwd);
    const name = `Pyroscope at ${server.url}`;
    expect(lines).toContain(`service prod/api | ok | 1 heap profile in ${name}`);
    expect(lines).toContainEqual(
      expect.stringMatching(
        /service prod\/api \| warning \| .*no goroutine profile of api-1 in this window.*profile\.goroutine/,
      ),
    );
    expect(lines).not.toContainEqual(expect.stringContaining('no process to take profiles from'));
  });
});

/** A heap profile as Go writes it with debug=1. */
const HEAP_TEXT = `heap profile: 1: 64 [1: 64] @ heap/1048576
1: 64 [1: 64] @ 0x1 0x2
#\t0x1\tmain.main+0x1\t/src/main.go:1

`;

describe('a folder of profiles', () => {
  const withFolder = (template: string) => ({ 'leakbot.yaml': JSON.stringify({ profileFolders: [template] }) });

  test('is counted by kind, with the latest of each', async () => {
    const profiles = aFolder({ 'a.heap.1769903998': HEAP_TEXT, 'b.heap.1769903000': HEAP_TEXT });
    const lines = await reported(STORE, aFolder(withFolder(`${profiles}/{pod}.{kind}.{time}`)));
    expect(lines.filter((line) => line.startsWith('profiles in'))).toEqual([
      `profiles in ${profiles} | ok | 2 profiles of 2 pods`,
      `profiles in ${profiles} | ok | 2 heap profiles, the latest 31 Jan 23:59 UTC`,
      `profiles in ${profiles} | warning | no goroutine profiles → Let what writes to the folder write goroutine profiles as well.`,
    ]);
  });

  test('counts what can be read, and names the rest', async () => {
    const profiles = aFolder({
      'a.heap.1769903998': '{"error":"unauthorized"}',
      'a.heap.1769903000': HEAP_TEXT,
      'a.heap.1769902000': 'goroutine profile: total 1\n1 @ 0x1 0x2\n#\t0x1\tmain.main+0x1\t/src/main.go:1\n\n',
      'a.goroutine.1769902000': '',
    });
    const lines = await reported(STORE, aFolder(withFolder(`${profiles}/{pod}.{kind}.{time}`)));
    expect(lines).toContain(`profiles in ${profiles} | ok | 1 heap profile, the latest 31 Jan 23:43 UTC`);
    expect(lines).toContainEqual(expect.stringContaining(`profiles in ${profiles} | warning | no goroutine profiles`));
    const broken = lines.find((line) => line.includes('that can be used'));
    expect(broken).toMatch(/3 files are no profiles that can be used/);
    expect(broken).toMatch(/a\.heap\.1769903998: this is a web page or JSON/);
    expect(broken).toMatch(/a\.heap\.1769902000: a heap profile by its name, it counts goroutine/);
    expect(broken).toMatch(/a\.goroutine\.1769902000: the profile is empty/);
  });

  test('of a service has as many profiles as can be read', async () => {
    const now = Math.floor(NOW / 1000);
    const labels = { namespace: 'prod', pod: 'api-1', container: 'api' };
    const points = trackOf([[NOW - MINUTE, 50 * MiB] as const]);
    await using prometheus = await prometheusStandIn(
      [{ metric: 'container_memory_rss', labels: { ...labels, image: 'api:1' }, ...points }],
      { series: [], labels: [], targets: { activeTargets: [] } },
    );
    const profiles = aFolder({
      [`api-1.heap.${now - 300}`]: HEAP_TEXT,
      [`api-1.heap.${now - 200}`]: HEAP_TEXT,
      [`api-1.heap.${now - 100}`]: '<html>502 Bad Gateway</html>',
    });
    const cwd = aFolder({
      'leakbot.yaml': JSON.stringify({
        services: [{ name: 'api', namespace: 'prod', selector: { namespace: 'prod' } }],
        profileFolders: [`${profiles}/{pod}.{kind}.{time}`],
      }),
    });
    const lines = await reported({ PROMETHEUS_URL: prometheus.url }, cwd);
    expect(lines).toContainEqual(expect.stringMatching(/^service prod\/api \| ok \| 2 heap profiles in the folder/));
  });

  test('with other names, and one that is not there, say what to correct', async () => {
    const profiles = aFolder({ 'a.txt': 'x' });
    const lines = await reported(STORE, aFolder(withFolder(`${profiles}/{pod}.{kind}.{time}`)));
    expect(lines.join('\n')).toContain(
      `warning | no file is named like ${profiles}/{pod}.{kind}.{time} → Correct profileFolders`,
    );
    const away = await reported(STORE, aFolder(withFolder('/nowhere/{pod}.{kind}.{time}')));
    expect(away.join('\n')).toContain('fault | the folder of profiles /nowhere is not there: mount it');
  });

  test('whose template is wrong is a fault of the settings', async () => {
    const lines = await reported(STORE, aFolder(withFolder('s3://bucket/{pod}/heap')));
    expect(lines.join('\n')).toMatch(/leakbot\.yaml:1 profileFolders\[0\]: is the address of a bucket: mount it/);
  });
});
