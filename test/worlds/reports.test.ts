import { expect, test } from 'vitest';
import { answersAbout } from '../../scripts/score/worlds.ts';
import { FAMILIES } from '../../scripts/worlds/families/families.ts';

/** Every so many-th family: `npm run score -- --worlds` tries them all. */
const EVERY = 6;
const SEED = 4100;

test.each(FAMILIES.filter((_, index) => index % EVERY === 0).map((family) => ({ name: family.name, family })))(
  'the reports of $name keep the rules of every report',
  { timeout: 60_000 },
  async ({ family }) => {
    const answers = await answersAbout({ families: [family], from: SEED, count: 1 });
    const faults = answers.flatMap(({ moment, faults: found }) => found.map((fault) => `moment ${moment}: ${fault}`));
    expect(faults).toEqual([]);
  },
);
