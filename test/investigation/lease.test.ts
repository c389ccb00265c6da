import { describe, expect, test } from 'vitest';
import { type LeaseClaim, type LeaseRequest, takeLease } from '../../src/investigation/lease.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { fastTime } from '../support/fast-time.ts';
import { NOON } from '../support/investigations.ts';
import { leaseInMemory } from '../support/lease-in-memory.ts';

const time = () => fastTime({ start: NOON, startedAt: Date.now(), speed: 1 });

function request(holder: string, clock: ReturnType<typeof time>, changes: Partial<LeaseRequest> = {}): LeaseRequest {
  const unexpected = (what: string) => () => {
    throw new Error(`${holder} ${what}`);
  };
  const signal = new AbortController().signal;
  const both = { clock, alarm: clock.alarm };
  return { holder, ...both, waiting: unexpected('waits'), lost: unexpected('lost it'), signal, ...changes };
}

test('the second waits and says for which holder, once; it takes over when the first lets go', async () => {
  const store = leaseInMemory();
  const now = time();
  const first = await takeLease(store, request('first', now));
  const waitsFor: string[] = [];
  const second = takeLease(store, request('second', now, { waiting: (holder) => void waitsFor.push(holder) }));
  await settle();
  now.skip(1000);
  await settle();
  await first.release();
  now.skip(1000);
  await (await second).release();
  expect(waitsFor).toEqual(['first']);
});

test('a holder that sleeps too long loses it to the one who waits, and learns of it', async () => {
  const store = leaseInMemory();
  const [sleeper, waker] = [time(), time()];
  let lost = 0;
  await takeLease(
    store,
    request('sleeper', sleeper, {
      lost: () => {
        lost += 1;
      },
    }),
  );
  const second = takeLease(store, request('waker', waker, { waiting: () => undefined }));
  await settle();
  waker.skip(MINUTE);
  await second;
  sleeper.skip(MINUTE);
  await settle();
  expect(lost).toBe(1);
});

describe('a renewal that is on its way when the holder lets go', () => {
  async function renewing(changes: Partial<LeaseRequest> = {}) {
    const store = leaseInMemory();
    const now = time();
    const gate = Promise.withResolvers<void>();
    let onTheWay = 0;
    const slow = {
      ...store,
      async claim(claim: LeaseClaim) {
        if (claim.now > NOON + SECOND) {
          onTheWay += 1;
          await gate.promise;
        }
        return store.claim(claim);
      },
    };
    const first = await takeLease(slow, request('first', now, changes));
    now.skip(MINUTE / 10);
    await settle();
    expect(onTheWay).toBe(1);
    return { store, now, first, arrive: () => gate.resolve() };
  }

  test('does not take the lease back', async () => {
    const { store, now, first, arrive } = await renewing();
    const released = first.release();
    await settle();
    arrive();
    await released;
    await settle();
    const second = await takeLease(store, request('second', now));
    await second.release();
  });

  test('is no loss, whoever has the lease by then', async () => {
    const { store, now, first, arrive } = await renewing({
      lost: () => {
        throw new Error('was called a loss');
      },
    });
    const released = first.release();
    await store.release('first');
    const second = await takeLease(store, request('second', now));
    arrive();
    await released;
    await settle();
    expect(await second.hold()).toBe(true);
  });

  test('nor does a question of later', async () => {
    const { store, now, first, arrive } = await renewing();
    arrive();
    await first.release();
    expect(await first.hold()).toBe(false);
    await takeLease(store, request('second', now));
  });
});

test('a lease from the future, left by a clock that was ahead, keeps no other process waiting longer than its length', async () => {
  const now = time();
  const store = leaseInMemory({ holder: 'dead', expires: NOON + 6 * HOUR });
  let got = false;
  const waiting = takeLease(store, request('second', now, { waiting: () => undefined })).then((lease) => {
    got = true;
    return lease;
  });
  for (let second = 0; second < 15; second += 1) {
    await settle();
    expect(got).toBe(false);
    now.skip(1000);
  }
  await settle();
  now.skip(1000);
  await (await waiting).release();
});

test('where several machines share a store, a lease is dated by its clock', async () => {
  // This machine is half a minute behind, the one of the holder was right.
  const store = { ...leaseInMemory({ holder: 'dead', expires: NOON + 10_000 }), ahead: () => Promise.resolve(30_000) };
  const lease = await takeLease(store, request('second', time(), { length: 10_000 }));
  const held = await store.claim({ holder: 'third', now: NOON + 39_000, expires: NOON + 49_000 });
  expect(held.holder).toBe('second');
  // By the clock of this machine it would end 20 s before; the clock goes on while the test runs.
  expect(held.expires).toBeGreaterThanOrEqual(NOON + 40_000);
  await lease.release();
});

test('a dead one is followed in time although those who wait are started again and again', async () => {
  const now = time();
  const store = leaseInMemory({ holder: 'dead', expires: NOON + 10_000 });
  const waits = async (holder: string, seconds: number) => {
    const end = new AbortController();
    let lease: Awaited<ReturnType<typeof takeLease>> | undefined;
    const waiting = takeLease(
      store,
      request(holder, now, { waiting: () => undefined, length: 10_000, signal: end.signal }),
    );
    waiting.then(
      (got) => {
        lease = got;
      },
      () => undefined,
    );
    for (let second = 0; second < seconds && lease === undefined; second += 1) {
      await settle();
      now.skip(1000);
    }
    await settle();
    end.abort();
    return lease;
  };
  expect(await waits('second', 6)).toBeUndefined();
  const third = await waits('third', 6);
  expect(third).toBeDefined();
  await third?.release();
});

test('a shorter one is taken over sooner', async () => {
  const now = time();
  const store = leaseInMemory({ holder: 'dead', expires: NOON + HOUR });
  let asked = 0;
  const counted = {
    ...store,
    claim(claim: Parameters<typeof store.claim>[0]) {
      asked += 1;
      return store.claim(claim);
    },
  };
  const waiting = takeLease(counted, request('second', now, { length: 10_000, waiting: () => undefined }));
  for (let second = 0; second < 11; second += 1) {
    await settle();
    now.skip(1000);
  }
  await (await waiting).release();
  expect(asked).toBe(12);
});

test('a holder whose clock is ahead and who renews is waited for', async () => {
  const [ahead, now] = [fastTime({ start: NOON + 6 * HOUR, startedAt: Date.now(), speed: 1 }), time()];
  const store = leaseInMemory();
  const first = await takeLease(store, request('ahead', ahead));
  let got = false;
  const end = new AbortController();
  const second = takeLease(store, request('second', now, { waiting: () => undefined, signal: end.signal }));
  second.then(
    () => {
      got = true;
    },
    () => undefined,
  );
  for (let second = 0; second < 40; second += 1) {
    ahead.skip(1000);
    now.skip(1000);
    await settle();
  }
  expect(got).toBe(false);
  end.abort();
  await expect(second).rejects.toThrow('stopped while waiting');
  await first.release();
});

test('of two who wait, one gets it', async () => {
  const store = leaseInMemory();
  const now = time();
  const first = await takeLease(store, request('first', now));
  let got = 0;
  const end = new AbortController();
  const waiting = [0, 1].map((index) => {
    const patient = request(`waits ${index}`, now, { waiting: () => undefined, signal: end.signal });
    return takeLease(store, patient).then(() => {
      got += 1;
    });
  });
  await settle();
  await first.release();
  now.skip(1000);
  await settle();
  expect(got).toBe(1);
  end.abort();
  expect((await Promise.allSettled(waiting)).map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
});

async function settle(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 30));
}
