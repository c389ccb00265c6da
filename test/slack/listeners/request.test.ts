import { expect, test } from 'vitest';
import { DAY, HOUR, MINUTE } from '../../../src/measurement/duration.ts';
import { type Request, readRequest } from '../../../src/slack/listeners/request.ts';

const look = (words: readonly string[], more: object = {}) => ({ kind: 'look', words, ...more });

test.each<[string, object]>([
  ['', { kind: 'pick' }],
  ['  ', { kind: 'pick' }],
  ['help', { kind: 'help' }],
  ['LIST', { kind: 'list' }],
  ['status', { kind: 'status' }],
  ['stop', { kind: 'stop', words: [] }],
  ['stop prod/orders', { kind: 'stop', words: ['prod/orders'] }],
  ['orders', look(['orders'])],
  ['list orders', look(['list', 'orders'])],
  ['constructor', look(['constructor'])],
  ['orders 2h', look(['orders'], { window: 2 * HOUR })],
  ['2h orders', look(['orders'], { window: 2 * HOUR })],
  ['orders window=1h30m', look(['orders'], { window: 90 * MINUTE })],
  ['orders --window=7d', look(['orders'], { window: 7 * DAY })],
  ['orders last 45m', look(['orders'], { window: 45 * MINUTE })],
  ['orders pod=Orders-0', look(['orders'], { pod: 'orders-0' })],
  ['orders namespace=prod 2h', look(['orders'], { namespace: 'prod', window: 2 * HOUR })],
  [
    'look at orders in prod for the last 2h?',
    look(['look', 'at', 'orders', 'in', 'prod', 'for', 'the'], { window: 2 * HOUR }),
  ],
  ['pod=orders-0', look([], { pod: 'orders-0' })],
])('“%s”', (text, request) => {
  expect(defined(readRequest(text))).toEqual(request);
});

test.each(['orders window=soon', 'orders 1m', 'orders 90d'])('“%s” is a window that cannot be', (text) => {
  expect(readRequest(text)).toMatchObject({ kind: 'fault' });
});

function defined(request: Request): object {
  return Object.fromEntries(Object.entries(request).filter(([, value]) => value !== undefined));
}
