import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, onTestFinished, test } from 'vitest';
import { readPprof } from '../../src/profile/import/pprof.ts';
import type { ProfileKind } from '../../src/profile/kind.ts';
import { pushedTo } from '../support/pushed-to.ts';
import { isMissing } from './real-servers.ts';

const run = promisify(execFile);
const MIB = 2 ** 20;

/** Built anew each time: Go's own cache makes that quick. */
async function pusher(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'leakbot-pusher-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const program = join(folder, 'pusher');
  await run('go', ['build', '-o', program, '.'], { cwd: fileURLToPath(new URL('pusher', import.meta.url)) });
  return program;
}

test.skipIf(isMissing('go'))(
  'the SDK of Go, and the client that Alloy pushes with, push what a leak grew by',
  { timeout: 600_000 },
  async () => {
    await using leakbot = await pushedTo('s3cret');
    const { stdout } = await run(await pusher(), [leakbot.url, 's3cret']);
    // What it gets without the token.
    expect(stdout.trim()).toBe('unauthenticated');
    const totals = async (kind: ProfileKind, pod: string, type: string) => {
      const range = { from: 0, to: Date.now() };
      const found = await leakbot.source.snapshots({ kind, instances: [pod], range });
      return Promise.all(found.map(async (each) => totalOf(await leakbot.source.read(each), type)));
    };
    const heap = await totals('heap', 'orders-sdk-0', 'inuse_space');
    expect(heap.length).toBeGreaterThanOrEqual(4);
    // 32 MiB are kept from the start and 64 more in the middle; the profiler samples one of 512 KiB.
    expect((heap.at(-1) ?? 0) - (heap[0] ?? 0)).toBeGreaterThan(56 * MIB);
    expect((heap.at(-1) ?? 0) - (heap[0] ?? 0)).toBeLessThan(80 * MIB);
    expect((await totals('goroutine', 'orders-sdk-0', 'goroutine')).every((count) => count > 3)).toBe(true);
    expect(await totals('heap', 'orders-agent-0', 'inuse_space')).toEqual([heap.at(-1)]);
  },
);

function totalOf(bytes: Uint8Array, wanted: string): number {
  const { sampleTypes, samples } = readPprof(bytes);
  const column = sampleTypes.findIndex(({ type }) => type === wanted);
  return Array.from(samples.values, Number)
    .filter((_, index) => index % sampleTypes.length === column)
    .reduce((sum, each) => sum + each, 0);
}
