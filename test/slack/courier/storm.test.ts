import { describe, expect, test } from 'vitest';
import type { Cause } from '../../../src/slack/blocks/digest.ts';
import { causeKey, gather, type OpenDigest, readCause, type WaitingRoot } from '../../../src/slack/courier/storm.ts';

const NODE: Cause = { kind: 'node', name: 'node-7' };
const PROD: Cause = { kind: 'namespace', name: 'prod in eu-1' };

const roots = (count: number, causes: readonly Cause[], from = 0): WaitingRoot[] =>
  Array.from({ length: count }, (_, n) => ({ parcel: { id: from + n, investigation: `inv-${from + n}` }, causes }));

const named = (gatherings: ReturnType<typeof gather>) =>
  gatherings.map(({ into, cause, roots: named }) => [into?.id, causeKey(cause), named.map(({ id }) => id)]);

describe('openings that wait in one channel', () => {
  test('are named together by what most share', () => {
    expect(named(gather(roots(7, [NODE, PROD]), []))).toEqual([[undefined, 'node node-7', [0, 1, 2, 3, 4, 5, 6]]]);
  });

  test('a cause that more share counts more than a more specific one; what shares nothing is named together too', () => {
    const waiting = [...roots(3, [NODE, PROD], 5), ...roots(4, [PROD], 8), ...roots(3, [], 12)];
    expect(named(gather(waiting, []))).toEqual([
      [undefined, 'namespace prod in eu-1', [5, 6, 7, 8, 9, 10, 11]],
      [undefined, 'several', [12, 13, 14]],
    ]);
  });

  test('what comes later joins the digest that there is; too few that share nothing with it open alone', () => {
    const open: OpenDigest = { id: 70, cause: PROD, members: 9 };
    const waiting = [...roots(2, [PROD], 20), ...roots(2, [NODE], 30)];
    expect(named(gather(waiting, [open]))).toEqual([[70, 'namespace prod in eu-1', [20, 21]]]);
  });

  test('a digest that is full is followed by another', () => {
    const open: OpenDigest = { id: 70, cause: PROD, members: 79 };
    expect(named(gather(roots(5, [PROD]), [open]))).toEqual([
      [70, 'namespace prod in eu-1', [0]],
      [undefined, 'namespace prod in eu-1', [1, 2, 3, 4]],
    ]);
  });

  test('what comes after a digest is full begins another, however few they are; what shares nothing with it does not', () => {
    const full: OpenDigest = { id: 70, cause: PROD, members: 80 };
    const waiting = [...roots(1, [PROD]), ...roots(1, [NODE], 20)];
    expect(named(gather(waiting, [full]))).toEqual([[undefined, 'namespace prod in eu-1', [0]]]);
  });
});

test.each([NODE, PROD, { kind: 'deploy', name: 'a b' } as const, { kind: 'several', name: '' } as const])(
  'a cause is read as it was written: %o',
  (cause) => {
    expect(readCause(causeKey(cause))).toEqual(cause);
  },
);
