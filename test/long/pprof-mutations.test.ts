import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../scripts/corpus/seeded-random.ts';
import { formatBytes, KiB, MiB } from '../../src/measurement/bytes.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import { readPprof } from '../../src/profile/import/pprof.ts';
import { InvalidProfileError } from '../../src/profile/invalid-profile.ts';
import { mutate } from '../support/profile/mutation.ts';
import { readFixture } from '../support/profile/read-fixture.ts';

/** How many, and from which seed: `MUTATIONS=1000000 SEED=7 npm run test:long`. */
const MUTATIONS = Number(process.env['MUTATIONS'] ?? (process.env['LEAKBOT_LONG'] === 'short' ? 20_000 : 1_000_000));
const SEED = Number(process.env['SEED'] ?? 1);
const BATCH = 1000;
const PARSER = fileURLToPath(new URL('../../scripts/corpus/reference-parser/', import.meta.url));

/** What reading and comparing a profile of some 10 KB may add to the memory of this process, whatever it claims to be. */
const MAX_GROWTH = 256 * MiB;

const packed = ['churn/heap-current', 'churn/goroutine-current', 'large-values/heap-base'].map((name) =>
  readFixture(`profiles/${name}.pb.gz`),
);
const plain = packed.map((bytes) => new Uint8Array(gunzipSync(bytes)));

/** Damaged as a file, or before it was packed: then its checksum is right and the damage reaches the parser. */
function damaged(random: () => number): Uint8Array {
  const which = Math.floor(random() * packed.length);
  const kind = random();
  if (kind < 0.2) return mutate(packed[which] ?? new Uint8Array(), random);
  const bytes = mutate(plain[which] ?? new Uint8Array(), random);
  return kind < 0.9 ? bytes : gzipSync(bytes, { level: 1 });
}

let directory = '';
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'reference-parser-'));
  execFileSync('go', ['build', '-o', join(directory, 'parser'), '.'], { cwd: PARSER });
});
afterAll(() => rmSync(directory, { recursive: true }));

test(`${MUTATIONS} damaged profiles: one typed error, or what Go's own parser reads, each within a second of processor time`, async () => {
  const random = seededRandom(SEED);
  const tally = { refused: 0, read: 0 };
  let peak: number | undefined;
  for (let done = 0; done < MUTATIONS; done += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, MUTATIONS - done) }, () => damaged(random));
    const reference = askGo(batch);
    peak ??= peakMemory();
    batch.forEach((bytes, index) => {
      // Processor time: what else runs on the machine is no fault of the reader.
      const started = process.cpuUsage();
      const ours = outcome(bytes);
      const { user, system } = process.cpuUsage(started);
      expect(user + system).toBeLessThan(1e6);
      const theirs = reference[index]?.startsWith('err') === true ? 'refused' : reference[index];
      tally[ours === 'refused' ? 'refused' : 'read'] += 1;
      if (ours !== theirs) expect.fail(`SEED=${SEED}, case ${done + index}: ${ours}, but Go says ${theirs}`);
    });
    // Typed arrays are given back between two turns of the event loop, never in a loop that takes none.
    await turn();
    expect(peakMemory() - (peak ?? 0)).toBeLessThan(MAX_GROWTH);
  }
  console.log(
    `seed ${SEED}: ${tally.refused} refused, ${tally.read} read, at most ${formatBytes(peakMemory())} in all`,
  );
  expect(Math.min(tally.refused, tally.read)).toBeGreaterThan(MUTATIONS / 10);
});

/** The most memory this process ever had, as the kernel counts it. */
function peakMemory(): number {
  return process.resourceUsage().maxRSS * KiB;
}

function askGo(batch: readonly Uint8Array[]): string[] {
  const input = batch.flatMap((bytes) => {
    const length = Buffer.alloc(4);
    length.writeUInt32LE(bytes.length);
    return [length, bytes];
  });
  const answer = execFileSync(join(directory, 'parser'), { input: Buffer.concat(input), maxBuffer: 2 ** 28 });
  return answer.toString().split('\n');
}

function outcome(bytes: Uint8Array): string {
  try {
    const profile = readPprof(bytes);
    const width = profile.sampleTypes.length;
    const sums = new BigInt64Array(width);
    profile.samples.values.forEach((value: number | bigint, index: number) => {
      sums[index % width] = (sums[index % width] ?? 0n) + BigInt(value);
    });
    if (width > 0) diffProfiles(profile, profile);
    return `ok ${profile.samples.count} [${sums.join(' ')}]`;
  } catch (error) {
    if (error instanceof InvalidProfileError) return 'refused';
    throw error;
  }
}
