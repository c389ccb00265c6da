import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Instant } from '../../src/foundation/clock.ts';
import { type Bytes, KiB } from '../../src/measurement/bytes.ts';
import { type Milliseconds, SECOND } from '../../src/measurement/duration.ts';
import type { Message } from '../workspace/model.ts';
import type { BenchContext } from './context.ts';
import { type Figure, quantile } from './figure.ts';
import { type Replica, type RunningReplicas, startReplicas } from './replicas.ts';
import { HERE } from './running-bot.ts';
import { type Call, raiseCalls } from './storm.ts';
import { nameOf, WORKLOADS } from './storm-alerts.ts';
import { openingsAmong, type SentAlert, slotOf } from './storm-openings.ts';

/** From one kill to the next. */
const BETWEEN_KILLS = 3 * SECOND;
const KILLS_LAST = 30 * SECOND;
/** The server is restarted in the middle of the alerts. */
const RESTART_AFTER = 5 * SECOND;
/** Every opening is to stand, or to be named in a digest, so long after the last kill. */
const OPENINGS_WITHIN = 110 * SECOND;

/**
 * The storm over several replicas on one PostgreSQL, whose server restarts once while one replica after the other gets
 * `kill -9` and is started again. With an older checkout they are of that at first, and each is ended in order and
 * replaced by one of this: a rolling upgrade in the middle of it.
 */
export async function benchReplicaStorm({ replicas = 3, against }: BenchContext): Promise<readonly Figure[]> {
  const cache = await mkdtemp(join(tmpdir(), 'leakbot-bench-cache-'));
  const names = Array.from({ length: WORKLOADS }, (_, n) => nameOf(n));
  const running = await startReplicas({ count: replicas, cache, names, checkout: against });
  const over = new AbortController();
  const peak = peakOf(running.all, over.signal);
  try {
    const trouble = makeTrouble(running, against);
    const calls = await raiseCalls((call) => nextUp(running.all, call));
    const made = await trouble;
    await sleep(OPENINGS_WITHIN);
    over.abort();
    return figuresOf(running, { calls, made, names, peak: await peak });
  } finally {
    over.abort();
    await running.stop();
    await rm(cache, { recursive: true });
  }
}

/** A load balancer sends a call to a replica that takes calls. */
function nextUp(all: readonly Replica[], call: number): string {
  const up = all.filter((replica) => replica.isUp());
  return up[call % Math.max(1, up.length)]?.url() ?? 'http://127.0.0.1:1';
}

interface Trouble {
  readonly kills: number;
  readonly replaced: number;
}

async function makeTrouble({ all, server }: RunningReplicas, older: string | undefined): Promise<Trouble> {
  const restart = sleep(RESTART_AFTER).then(async () => {
    await server.kill('SIGINT');
    await server.run();
  });
  const starts: Promise<void>[] = [];
  let kills = 0;
  for (let passed = 0; passed < KILLS_LAST; passed += BETWEEN_KILLS) {
    await sleep(BETWEEN_KILLS);
    const victim = all[kills % all.length];
    // On a busy machine the one that was killed last may still be starting: one at least goes on.
    if (victim?.isUp() !== true || all.filter((replica) => replica.isUp()).length < 2) continue;
    if (older !== undefined && kills === all.length) break;
    kills += 1;
    starts.push(older === undefined ? victim.replace('SIGKILL') : victim.replace('SIGTERM', HERE));
  }
  await Promise.all([restart, ...starts]);
  return older === undefined ? { kills, replaced: 0 } : { kills: 0, replaced: kills };
}

/** The most that the kernel counted as resident of one of them, looked at each second. */
async function peakOf(all: readonly Replica[], signal: AbortSignal): Promise<Bytes> {
  let peak = 0;
  while (!signal.aborted) {
    for (const replica of all) {
      const status = await readFile(`/proc/${replica.pid()}/status`, 'utf8').catch(() => '');
      peak = Math.max(peak, Number(/VmHWM:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * KiB);
    }
    await sleep(SECOND);
  }
  return peak;
}

interface Outcome {
  readonly calls: readonly Call[];
  readonly made: Trouble;
  readonly names: readonly string[];
  readonly peak: Bytes;
}

function figuresOf(
  { workspace, channel, all }: RunningReplicas,
  { calls, made, names, peak }: Outcome,
): readonly Figure[] {
  const messages = workspace.messages(channel);
  const sent = calls.flatMap(({ alerts }) => alerts);
  const openings = openingsAmong(messages, { names, sent });
  const threads = messages
    .filter((message) => slotOf(message) === 'root')
    .map(({ ts }) => workspace.thread({ channel, ts }));
  const count = (value: number) => ({ value, unit: 'count' }) as const;
  const none = (value: number) => ({ text: String(value), missed: value > 0 });
  return [
    { name: 'replicas', ...count(all.length) },
    { name: 'kill -9, replaced by a newer one', text: `${made.kills}, ${made.replaced}` },
    { name: 'alerts taken', ...count(sent.length) },
    {
      name: 'webhook to 202, 99 of 100 within',
      value: quantile(
        calls.map(({ took }) => took),
        0.99,
      ),
      unit: 'milliseconds',
    },
    { name: 'workloads with a thread', ...count(openings.threads) },
    { name: 'workloads named in digests', ...count(openings.named) },
    { name: 'workloads lost', ...none(openings.lost) },
    { name: 'workloads with two openings', ...none(openings.double) },
    { name: 'threads with a message twice', ...none(threads.filter(hasTwice).length) },
    { name: 'threads out of order', ...none(threads.filter((thread) => !inOrder(thread)).length) },
    { name: 'openings before a worse one', ...count(openings.outOfOrder) },
    {
      name: 'first alert to the last one taken',
      value: spanTo(sent, Math.max(...sent.map(({ takenAt }) => takenAt))),
      unit: 'milliseconds',
    },
    {
      name: 'first alert to the first opening',
      value: spanTo(sent, Number(messages[0]?.ts) * SECOND),
      unit: 'milliseconds',
    },
    { name: 'most resident memory of a replica', value: peak, unit: 'bytes' },
  ];
}

function spanTo(sent: readonly SentAlert[], moment: Instant): Milliseconds {
  return moment - Math.min(...sent.map(({ sentAt }) => sentAt));
}

function hasTwice(thread: readonly Message[]): boolean {
  const slots = thread.map(slotOf);
  return new Set(slots).size < slots.length;
}

/** The root, then the status with the first question, then the steps by their number. */
function inOrder(thread: readonly Message[]): boolean {
  const [root, status] = thread.map(slotOf);
  return root === 'root' && (status === undefined || status === 'status');
}
