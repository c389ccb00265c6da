import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { readRecording } from '../../scripts/demo/recording.ts';
import { sqlCollectorStores } from '../../src/adapters/stores/collector-stores.ts';
import { SqlInvestigationStore } from '../../src/adapters/stores/investigation-store.ts';
import { engine } from '../../src/commands/engine.ts';
import { connectSources } from '../../src/commands/sources.ts';
import { readSettings } from '../../src/config/read-settings.ts';
import { Sightings } from '../../src/evidence/sightings.ts';
import { currentConclusion, currentSteps, type Investigation } from '../../src/investigation/state/investigation.ts';
import { open } from '../../src/investigation/state/opening.ts';
import { LEAKBOT } from '../../src/investigation/state/person.ts';
import { playbookFor } from '../../src/playbook/playbook.ts';
import { illustrator } from '../../src/presentation/illustrator.ts';
import { reportFiles } from '../../src/presentation/report/files.ts';
import { parcaStandIn } from '../support/profile-servers/parca-stand-in.ts';
import { pyroscopeStandIn } from '../support/profile-servers/pyroscope-stand-in.ts';
import { recordedProfiles } from '../support/profile-servers/recorded-profiles.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { anEmptyDatabase, spaceOf } from '../support/test-database.ts';

const quiet = () => undefined;
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };

/** Profiles as the settings say, the collector's own store empty; metrics from the recording. */
async function investigate(env: Readonly<Record<string, string>>, yaml = '') {
  const { metrics, comparer, renderer, service: known, end } = recordedEvidence('heap-leak');
  // leakbot.yaml says nothing of a repository: the labels of the profiles do.
  const service = { ...known, repository: undefined };
  const database = await anEmptyDatabase();
  onTestFinished(() => database.destroy());
  const settings = readSettings({
    env,
    readFile: (path) => (yaml !== '' && path.endsWith('/leakbot.yaml') ? yaml : noFile(path)),
    cwd: '/',
    need: 'investigate',
    checkSchedule: () => undefined,
  });
  const clock = { now: () => end };
  const { profiles } = await connectSources(settings, {
    stores: sqlCollectorStores(database, spaceOf(database)),
    clock,
    log,
  });
  const store = new SqlInvestigationStore(database);
  const report = (problem: string, error: unknown) => {
    throw new Error(problem, { cause: error });
  };
  const conduct = engine({
    store,
    clock,
    sightings: new Sightings(metrics),
    profiles,
    comparer,
    illustrator: illustrator(renderer),
    changed: quiet,
    report,
  });
  const playbook = playbookFor('go');
  const subject = { service };
  const trigger = { kind: 'request', by: LEAKBOT } as const;
  const { range } = readRecording('heap-leak');
  const place = { channel: 'none' };
  await conduct.begin(open({ id: 'one', at: end, trigger, place, subject, runtime: 'go', range }));
  for (;;) {
    await conduct.idle();
    const investigation = await store.load('one');
    if (investigation === undefined) throw new Error('the investigation was lost');
    const step = currentSteps(investigation).find((each) => each.status === 'asked');
    if (step?.status !== 'asked') return { investigation, files: await filesOf(investigation) };
    const { answer } = step.facts.judgement;
    await conduct.handle('one', { kind: 'answered', step: step.key, answer, by: LEAKBOT, at: end });
  }

  async function filesOf(investigation: Investigation) {
    return reportFiles(investigation, currentConclusion(investigation), { playbook, profiles });
  }
}

function noFile(path: string): string {
  throw Object.assign(new Error(`no ${path}`), { code: 'ENOENT' });
}

async function expectTheLeak(name: string, env: Readonly<Record<string, string>>): Promise<void> {
  const { service } = readRecording('heap-leak');
  const { investigation, files } = await investigate(env);
  expectTheLine(name, { investigation, files });
  const conclusion = currentConclusion(investigation);
  const [leaf] = conclusion?.finding.paths[0]?.frames ?? [];
  expect(conclusion?.links[`${leaf?.file}:30`]).toBe(
    `${service.repository}/blob/${service.revision}/internal/cache/cache.go#L30`,
  );
}

function expectTheLine(name: string, { investigation, files }: Awaited<ReturnType<typeof investigate>>): void {
  const conclusion = currentConclusion(investigation);
  const [leaf] = conclusion?.finding.paths[0]?.frames ?? [];
  expect(conclusion?.finding.kind).toBe('heap-leak');
  expect(leaf?.file).toMatch(/internal\/cache\/cache\.go$/);
  expect(leaf?.line).toBe(30);
  const [report, base, current] = files.map(({ content }) => Buffer.from(content));
  expect(report?.toString()).toMatch(/Base: .*\n- Current: /);
  expect(report?.toString().split(` from \`${name}\`\n`)).toHaveLength(3);
  for (const profile of [base, current]) expect(profile?.subarray(0, 2)).toEqual(Buffer.from([0x1f, 0x8b]));
}

test('a leak whose profiles are in Pyroscope ends in its line', { timeout: 30_000 }, async () => {
  await using server = await pyroscopeStandIn(recordedProfiles('heap-leak'), { tenant: 'acme' });
  await expectTheLeak(`Pyroscope at ${server.url}`, { PYROSCOPE_URL: server.url, PYROSCOPE_ORG_ID: 'acme' });
  expect(server.asked).toContain('SelectMergeStacktraces proto');
});

test('a leak whose profiles are in an old Pyroscope ends in its line', { timeout: 30_000 }, async () => {
  await using server = await pyroscopeStandIn(recordedProfiles('heap-leak'), { version: 'old' });
  await expectTheLeak(`Pyroscope at ${server.url}`, { PYROSCOPE_URL: server.url });
});

test('a leak whose profiles are in Parca ends in its line', { timeout: 30_000 }, async () => {
  await using server = await parcaStandIn(recordedProfiles('heap-leak'), { authorization: 'Bearer s3cret' });
  await expectTheLeak(`Parca at ${server.url}`, { PARCA_URL: server.url, PARCA_TOKEN: 's3cret' });
});

test('a leak whose profiles are in a folder ends in its line', { timeout: 30_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-profiles-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  for (const { labels, name, time, profile } of recordedProfiles('heap-leak')) {
    const kind = name === 'goroutine' ? 'goroutine' : 'mem';
    await mkdir(join(folder, labels['pod'] ?? ''), { recursive: true });
    await writeFile(join(folder, labels['pod'] ?? '', `${kind}.${new Date(time).toISOString()}.log`), profile);
  }
  const template = `${folder}/{pod}/{kind}.{time}.log`;
  expectTheLine(`the folder ${template}`, await investigate({}, JSON.stringify({ profileFolders: [template] })));
});
