import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { PostgresServer, WITHOUT_POSTGRES } from '../../../scripts/postgres/postgres-server.ts';
import { openStores, type Stores } from '../../../src/commands/stores.ts';
import { systemClock } from '../../../src/foundation/clock.ts';
import { anOomKill } from '../../support/bot.ts';
import { NOON } from '../../support/investigations.ts';

const LENGTH = 10_000;
const claim = (stores: Stores, holder: string, now: number) =>
  stores.lease.claim({ holder, now, expires: now + LENGTH });

describe.skipIf(WITHOUT_POSTGRES !== undefined)(`with a real PostgreSQL (${WITHOUT_POSTGRES ?? 'here'})`, () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await PostgresServer.start();
  });
  afterAll(() => server.stop());

  /** Two replicas; the first leads. */
  async function two(): Promise<readonly [Stores, Stores]> {
    const url = await server.database();
    const [one, other] = [await openStores(url, systemClock), await openStores(url, systemClock)];
    onTestFinished(async () => {
      await one.close();
      await other.close();
    });
    await claim(one, 'first', NOON);
    one.actAs('first');
    return [one, other];
  }

  test('a leader that wakes up after another took over changes nothing any longer; what comes in it still stores', async () => {
    const [sleeper, waker] = await two();
    await sleeper.investigations.receive([anOomKill()], NOON);
    const [{ id = 0 } = {}] = await sleeper.investigations.waitingAlerts();
    await claim(waker, 'second', NOON + LENGTH);
    waker.actAs('second');
    await expect(sleeper.investigations.dismissAlerts([id])).rejects.toThrow(/another replica leads now/);
    await expect(sleeper.outbox.attempting(1, NOON)).rejects.toThrow(/another replica leads now/);
    expect(await waker.investigations.waitingIds()).toEqual([id]);
    expect(await sleeper.investigations.receive([anOomKill({ fingerprint: 'f2' })], NOON)).toBe(1);
    await waker.investigations.dismissAlerts([id]);
    expect(await waker.investigations.waitingIds()).toHaveLength(1);
  });

  test('a refused transaction leaves room for the next one', async () => {
    const [sleeper, waker] = await two();
    await claim(waker, 'second', NOON + LENGTH);
    for (let i = 0; i < 10; i += 1) await expect(sleeper.investigations.dismissAlerts([1])).rejects.toThrow();
    await claim(sleeper, 'first', NOON + 2 * LENGTH);
    await expect(sleeper.investigations.dismissAlerts([1])).resolves.toBeUndefined();
  });

  test('two replicas that store the same alerts in another order at once store each of them once', async () => {
    const [one, other] = await two();
    const alerts = Array.from({ length: 250 }, (_, i) => anOomKill({ fingerprint: `f${i}` }));
    for (let round = 0; round < 4; round += 1) {
      const these = alerts.map((alert) => ({ ...alert, startsAt: alert.startsAt + round }));
      const [a, b] = await Promise.all([
        one.investigations.receive(these, NOON),
        other.investigations.receive(these.toReversed(), NOON),
      ]);
      expect(a + b).toBe(250);
    }
  });
});
