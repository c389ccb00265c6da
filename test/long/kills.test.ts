import { expect, test } from 'vitest';
import { seededRandom } from '../../scripts/corpus/seeded-random.ts';
import type { FaultKind } from '../../scripts/workspace/faults.ts';
import { faultsOf, isConclusion, keepAnswering } from '../e2e/story.ts';
import { seen } from '../support/bot.ts';
import { aKillableBot } from '../support/killable-bot.ts';

/** How many kill -9, and from which seed: `KILLS=1000 SEED=7 npm run test:long`. */
const KILLS = Number(process.env['KILLS'] ?? (process.env['LEAKBOT_LONG'] === 'short' ? 6 : 200));
const SEED = Number(process.env['SEED'] ?? 1);

/** Kills of one investigation. */
const MOST_PER_THREAD = 4;

/** The call that is struck is among so many after a start: about half of a whole investigation. */
const CALLS = 20;

/** In milliseconds after a start, where no call is waited for. */
const LONGEST_WAIT = 600;

test(`${KILLS} random kill -9 during running investigations: every thread complete, without duplicates or gaps`, async () => {
  const random = seededRandom(SEED);
  const upTo = (most: number) => Math.floor(random() * most);
  const tally = { threads: 0, kills: 0, before: 0, between: 0, anytime: 0 };

  while (tally.kills < KILLS) {
    const office = await aKillableBot();
    try {
      const concluded = () => office.thread().some(isConclusion);
      const answering = keepAnswering(office, concluded);
      for (let kill = 0; kill < MOST_PER_THREAD && tally.kills < KILLS && !concluded(); kill += 1) {
        const moment = (['before', 'between', 'anytime'] as const)[upTo(3)] ?? 'anytime';
        if (moment === 'anytime') {
          const wait = upTo(LONGEST_WAIT);
          await office.start();
          await new Promise((resolve) => setTimeout(resolve, wait));
          await office.kill();
        } else {
          const kind: FaultKind['kind'] = moment === 'before' ? 'refused-connection' : 'lost-answer';
          office.workspace.faults.add({ kind, method: '*', after: upTo(CALLS), first: () => office.kill() });
          await office.start();
          await seen(() => !office.running() || concluded(), 20_000);
          if (office.running()) break;
        }
        tally[moment] += 1;
        tally.kills += 1;
      }
      office.workspace.faults.clear();
      // A kill may be on its way just now: the last start is of a process that no one strikes.
      await office.kill();
      await office.start();
      await answering;
      await office.settled();
      tally.threads += 1;
      expect(faultsOf(office), `thread ${tally.threads}, seed ${SEED}`).toEqual([]);
    } finally {
      await office.close();
    }
  }
  process.stdout.write(
    `${tally.kills} kills (${tally.before} before a call, ${tally.between} between “sent” and “stored”, ${tally.anytime} at any time) of ${tally.threads} investigations: every thread whole\n`,
  );
});
