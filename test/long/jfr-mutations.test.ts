import { setImmediate as turn } from 'node:timers/promises';
import { gunzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { seededRandom } from '../../scripts/corpus/seeded-random.ts';
import { formatBytes, KiB, MiB } from '../../src/measurement/bytes.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import { InvalidProfileError } from '../../src/profile/invalid-profile.ts';
import { readJfr } from '../../src/profile/jfr/read-jfr.ts';
import { mutate } from '../support/profile/mutation.ts';
import { readFixture } from '../support/profile/read-fixture.ts';

/** How many, and from which seed: `MUTATIONS=1000000 SEED=7 npm run test:long -- jfr-mutations`. */
const MUTATIONS = Number(process.env['MUTATIONS'] ?? (process.env['LEAKBOT_LONG'] === 'short' ? 20_000 : 1_000_000));
const SEED = Number(process.env['SEED'] ?? 1);
const BATCH = 1000;
/** So many between two lines of what was seen so far: a million take hours of a busy core. */
const SAID_EVERY = 50_000;
/** Milliseconds a case, on a machine that others use too. */
const LONGEST_MEAN = 40;
const MAX_GROWTH = 256 * MiB;

/** The smallest recordings most often: a case takes as long as its file is large. */
const recordings = ['live-base', 'live-base', 'live-base', 'live-current', 'allocations-base', 'old-objects-base'].map(
  (name) => new Uint8Array(gunzipSync(readFixture(`jfr/${name}.jfr.gz`))),
);

const title = `${MUTATIONS} damaged recordings: one typed error or a profile, each within a second of processor time`;

test(title, { timeout: 60_000 + LONGEST_MEAN * MUTATIONS }, async () => {
  const random = seededRandom(SEED);
  const tally = { refused: 0, read: 0 };
  let peak: number | undefined;
  for (let done = 0; done < MUTATIONS; done += BATCH) {
    for (let at = done; at < Math.min(done + BATCH, MUTATIONS); at++) {
      const bytes = mutate(recordings[Math.floor(random() * recordings.length)] ?? new Uint8Array(), random);
      const started = process.cpuUsage();
      tally[outcome(bytes)] += 1;
      const { user, system } = process.cpuUsage(started);
      if (user + system >= 1e6) expect.fail(`SEED=${SEED}, case ${at} took ${(user + system) / 1e6} s`);
    }
    peak ??= peakMemory();
    if ((done + BATCH) % SAID_EVERY === 0) process.stderr.write(`seed ${SEED}: ${JSON.stringify(tally)}\n`);
    await turn();
    expect(peakMemory() - peak).toBeLessThan(MAX_GROWTH);
  }
  console.log(
    `seed ${SEED}: ${tally.refused} refused, ${tally.read} read, at most ${formatBytes(peakMemory())} in all`,
  );
  expect(Math.min(tally.refused, tally.read)).toBeGreaterThan(MUTATIONS / 10);
});

function peakMemory(): number {
  return process.resourceUsage().maxRSS * KiB;
}

function outcome(bytes: Uint8Array): 'refused' | 'read' {
  try {
    const profile = readJfr(bytes);
    if (profile.sampleTypes.length > 0) diffProfiles(profile, profile);
    return 'read';
  } catch (error) {
    if (error instanceof InvalidProfileError) return 'refused';
    throw error;
  }
}
