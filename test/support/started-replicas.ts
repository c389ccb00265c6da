import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { settingsOf } from '../../scripts/bench/running-bot.ts';
import { readRecording, replay } from '../../scripts/demo/recording.ts';
import type { Message } from '../../scripts/workspace/model.ts';
import type { Workspace } from '../../scripts/workspace/workspace.ts';
import { openPostgres } from '../../src/adapters/postgres/database.ts';
import { SqlSampleStore } from '../../src/adapters/stores/sample-store.ts';
import { SqlSnapshotStore } from '../../src/adapters/stores/snapshot-store.ts';
import { CHANNEL, seen, slotOf } from './bot.ts';
import { aWorkspace, type Started, start } from './started-bot.ts';

const RECORDING = readRecording('heap-leak');

/** The pod of the recording that is killed. */
export const POD = 'markets-api-7d9f8b6c5-x2xkf';

/** `leakbot start` as a replica, once it is up. */
export interface StartedReplica extends Started {
  readonly url: string;
  leads(): boolean;
  runs(): boolean;
}

/** Several of them in one workspace on a PostgreSQL that holds the recorded leak, known by each of the names. */
export interface StartedReplicas {
  readonly workspace: Workspace;
  readonly database: string;
  /** Starts one more; resolves when it is up. */
  start(): Promise<StartedReplica>;
  /** The one that leads, once one does. */
  leader(): Promise<StartedReplica>;
  /** The opening messages of the channel, by the name that they begin about. */
  roots(): readonly Message[];
}

/** `process` is the address of what the collector is to visit in place of the recorded process of {@link POD}. */
export async function startedReplicas(
  database: string,
  names: readonly string[],
  process?: string,
): Promise<StartedReplicas> {
  const workspace = await aWorkspace();
  const folder = mkdtempSync(join(tmpdir(), 'leakbot-replicas-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const settings = JSON.parse(settingsOf(RECORDING, names)) as { services: object[] };
  const config = join(folder, 'leakbot.yaml');
  const targets = process === undefined ? [] : [process];
  writeFileSync(config, JSON.stringify({ services: settings.services.map((service) => ({ ...service, targets })) }));
  await fill(database, process);
  const all: StartedReplica[] = [];
  return {
    workspace,
    database,
    async start() {
      const started = await start(workspace, { LEAKBOT_DATABASE: database, LEAKBOT_CONFIG: config });
      const runs = () => started.child.exitCode === null && started.child.signalCode === null;
      await seen(() => started.said().includes('Leakbot is up') || !runs(), 60_000);
      const url = /"url":"([^"]+)"/.exec(started.said())?.[1] ?? '';
      const leads = () => runs() && started.said().includes('this replica leads');
      const replica = { ...started, url, leads, runs };
      all.push(replica);
      return replica;
    },
    async leader() {
      await seen(() => all.some((replica) => replica.leads()), 60_000);
      const leader = all.find((replica) => replica.leads());
      if (leader === undefined) throw new Error('the one that led has ended');
      return leader;
    },
    roots: () => workspace.messages(CHANNEL).filter((message) => slotOf(message) === 'root'),
  };
}

/** The recorded leak, as if it had ended now. */
async function fill(url: string, process: string | undefined): Promise<void> {
  const database = await openPostgres(url);
  const samples = new SqlSampleStore(database);
  const snapshots = new SqlSnapshotStore(database);
  const own = process === undefined ? undefined : new URL(process).host;
  const instanceOf = (pod: string | undefined, instance: string) => (pod === POD ? (own ?? instance) : instance);
  const stores: Parameters<typeof replay>[1] = {
    snapshots: {
      addSnapshot: (one) => snapshots.addSnapshot({ ...one, instance: instanceOf(one.pod, one.instance) }),
    },
    samples: {
      importSamples: (all) =>
        samples.importSamples(
          all.map((series) => {
            const { instance, pod } = series.labels;
            return instance === undefined
              ? series
              : { ...series, labels: { ...series.labels, instance: instanceOf(pod, instance) } };
          }),
        ),
    },
  };
  await replay(RECORDING, stores, Date.now() - RECORDING.range.to);
  await database.destroy();
}

/** What Alertmanager posts about an OOM kill of a workload. */
export function aCall(name: string, pod = `${name}-5c6d7f9b84-x2xkf`): string {
  const labels = { alertname: 'KubeContainerOOMKilled', namespace: 'prod', container: name, pod };
  const startsAt = new Date().toISOString();
  return JSON.stringify({
    version: '4',
    status: 'firing',
    alerts: [{ status: 'firing', labels, annotations: {}, startsAt, fingerprint: pod }],
  });
}

/** Posts it; the status of the answer, undefined where no one answered. */
export async function posted(url: string, body: string): Promise<number | undefined> {
  const headers = { 'content-type': 'application/json' };
  return fetch(`${url}/webhooks/alertmanager`, { method: 'POST', headers, body }).then(
    ({ status }) => status,
    () => undefined,
  );
}
