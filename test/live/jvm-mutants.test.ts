import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { seededRandom } from '../../scripts/corpus/seeded-random.ts';
import { InvalidProfileError } from '../../src/profile/invalid-profile.ts';
import { readJfr } from '../../src/profile/jfr/read-jfr.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { JdkReader } from '../support/jvm/jdk-reader.ts';
import { sumsOf } from '../support/profile/jfr-sums.ts';
import { mutate } from '../support/profile/mutation.ts';
import { readFixture } from '../support/profile/read-fixture.ts';

/** How many of those that are read here, and from which seed: `COMPARED=5000 SEED=7 npm run test:live -- jvm-mutants`. */
const COMPARED = Number(process.env['COMPARED'] ?? 400);
const SEED = Number(process.env['SEED'] ?? 1);

const recordings = ['live-base', 'live-current', 'allocations-base', 'native-base', 'old-objects-base'].map(
  (name) => new Uint8Array(gunzipSync(readFixture(`jfr/${name}.jfr.gz`))),
);

let scratch = '';
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'jvm-mutants-'));
});
afterAll(() => rm(scratch, { recursive: true }));

const title = `${COMPARED} damaged recordings that are read here: the JDK reads the same sums, or refuses them`;

test(title, { timeout: 60_000 + 500 * COMPARED }, async () => {
  const random = seededRandom(SEED);
  const jdk = new JdkReader(scratch);
  const tally = { same: 0, refusedByJdk: 0 };
  try {
    for (let at = 0; tally.same + tally.refusedByJdk < COMPARED; at++) {
      const bytes = mutate(recordings[at % recordings.length] ?? new Uint8Array(), random);
      const profile = readOrRefused(bytes);
      if (profile === undefined) continue;
      const expected = await jdk.sumsOf(bytes);
      tally[expected === undefined ? 'refusedByJdk' : 'same'] += 1;
      for (const [type, sums] of Object.entries(expected ?? {})) {
        const nonZero = Object.fromEntries(Object.entries(sums).filter(([, sum]) => sum !== 0));
        expect({ at, type, sums: sumsOf(profile, type) }).toEqual({ at, type, sums: nonZero });
      }
    }
  } finally {
    await jdk.end();
  }
  console.log(`seed ${SEED}: ${tally.same} the same, ${tally.refusedByJdk} refused by the JDK`);
  expect(tally.same).toBeGreaterThan(COMPARED / 2);
});

function readOrRefused(bytes: Uint8Array): Profile | undefined {
  try {
    return readJfr(bytes);
  } catch (error) {
    if (error instanceof InvalidProfileError) return undefined;
    throw error;
  }
}
