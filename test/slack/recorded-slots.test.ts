import { expect, onTestFinished, test } from 'vitest';
import { openStores } from '../../src/commands/stores.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { recordedSlots } from '../../src/slack/recorded-slots.ts';
import { NOON, Story } from '../support/investigations.ts';
import { anEmptyLocation } from '../support/test-database.ts';

/** An outbox with one post on its way, and a clock that passes from alarm to alarm. */
async function onItsWay() {
  let passed = 0;
  const clock = { now: () => NOON + passed, elapsed: () => passed };
  const stores = await openStores(await anEmptyLocation(), clock);
  onTestFinished(() => stores.close());
  await stores.investigations.save(new Story({ id: 'inv-1' }).last);
  const [root] = await stores.outbox.pending();
  if (root === undefined) throw new Error('nothing is to be posted');
  await stores.outbox.attempting(root.id, NOON);
  let looks = 0;
  /** Called when it is to be looked for again. */
  const means = { clock, later: () => Promise.resolve() as Promise<unknown> };
  const slots = recordedSlots({
    outbox: stores.outbox,
    clock,
    alarm: (at, callback) => {
      looks += 1;
      passed = at - NOON;
      void means.later().then(callback);
      return () => undefined;
    },
  });
  return { ...stores, root, slots, means, looks: () => looks, passed: () => passed };
}

test('a message that is clicked before it is recorded is found once it is', async () => {
  const { outbox, root, slots, means, looks } = await onItsWay();
  means.later = () =>
    looks() < 3 ? Promise.resolve() : outbox.sent(root.id, { version: root.wanted, channel: 'C1', ts: '7.0' });
  expect(await slots.slotOf('C1', '7.0')).toEqual({ investigation: 'inv-1', slot: 'root' });
  expect(looks()).toBe(3);
});

test('one that is another app’s is looked for no longer than posts are on their way', async () => {
  const { outbox, root, slots, looks } = await onItsWay();
  await outbox.sent(root.id, { version: root.wanted, channel: 'C1', ts: '7.0' });
  expect(await slots.slotOf('C1', '8.0')).toBeUndefined();
  expect(looks()).toBe(0);
});

test('a post whose end is not known is waited for a minute', async () => {
  const { slots, passed } = await onItsWay();
  expect(await slots.slotOf('C1', '7.0')).toBeUndefined();
  expect(passed()).toBe(MINUTE);
});
