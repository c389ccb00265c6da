import { expect, test } from 'vitest';
import { keeperOf } from '../../src/diagnosis/keeper.ts';

const through = (chain: string, ...own: readonly string[]) => keeperOf(chain, { own: new Set(own) });

test('an AtomicReferenceArray has the length that it was made with, whether a chain shows that or not', () => {
  const slots = 'static App.SLOTS → Slots.slots → AtomicReferenceArray.array → Object[] → Picture.png';
  expect(through(slots, 'App', 'Slots', 'Picture')).toMatchObject({ owner: 'Slots.slots', through: 'array' });
  expect(through(slots.replace('Object[]', 'Object[9000]'), 'App', 'Slots', 'Picture')).toMatchObject({ places: 9000 });
});

test('what is chained in its places, or lies in a collection in one, has no such bound', () => {
  const of = (rest: string) =>
    through(`static App.TABLE → Table.rows → AtomicReferenceArray.array → Object[] → ${rest}`, 'App', 'Table', 'Row');
  expect(of('Row.next → Row.text')?.through).not.toBe('array');
  expect(of('ArrayList.elementData → Object[] → Row.text')?.through).not.toBe('array');
});
