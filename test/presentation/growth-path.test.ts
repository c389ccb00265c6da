import { expect, test } from 'vitest';
import { growthPathText } from '../../src/presentation/growth-path.ts';

const frames = [
  { function: 'com.acme.orders.OrderDesk.execute', file: 'OrderDesk.java', line: 32 },
  { function: 'com.acme.orders.OrderDesk.place', file: 'OrderDesk.java', line: 20 },
];
const path = { frames, below: [], base: 0, current: 10, delta: 10, share: 1 };

test('a path of a JVM names the class that grew and what keeps it', () => {
  const kept = { class: 'com.acme.orders.Fill', holder: 'static FillListeners.LISTENERS → ArrayList.elementData' };
  expect(growthPathText({ ...path, kept })).toEqual({
    chain: 'OrderDesk.place → OrderDesk.execute',
    location: 'OrderDesk.java:32',
    kept: 'com.acme.orders.Fill, kept by static FillListeners.LISTENERS → ArrayList.elementData',
  });
  expect(growthPathText({ ...path, kept: { class: 'byte[]' } }).kept).toBe('byte[]');
});

test('a path whose profile shows neither says nothing of them', () => {
  expect(growthPathText(path).kept).toBeUndefined();
});
