import { expect, test } from 'vitest';
import { readSlot } from '../../../src/investigation/state/slot.ts';

test.each([
  ['root', { kind: 'root' }],
  ['status', { kind: 'status' }],
  ['step/rss-growing.1', { kind: 'step', key: 'rss-growing.1' }],
  ['note/fired-again.1', { kind: 'note', key: 'fired-again.1' }],
  ['conclusion/2', { kind: 'conclusion', key: '2' }],
  ['files/2', { kind: 'files', key: '2' }],
  ['react/eyes', { kind: 'react', name: 'eyes' }],
  ['note/a/b', { kind: 'note', key: 'a/b' }],
  ['react/party', undefined],
  ['page/1', undefined],
  ['', undefined],
])('%s', (text, meaning) => expect(readSlot(text)).toEqual(meaning));
