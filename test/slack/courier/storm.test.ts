import { describe, expect, test } from 'vitest';
import type { Cause } from '../../../src/slack/blocks/digest.ts';
import { causeKey, gather, type OpenDigest, readCause, type WaitingRoot } from '../../../src/slack/courier/storm.ts';

const NODE: Cause = { kind: 'node', name: 'node-7' };
const PROD: Cause = { kind: 'namespace', name: 'prod in eu-1' };

const roots = (count: number, causes: readonly Cause[], from = 0): WaitingRoot[] =>
  Array.from({ length: count }, (_, n) => ({ parcel: { id: from + n, investigation: `inv-${from + n}` }, causes }));

const calm = { own: new Set<string>(), open: [] };
const named = ({ gatherings }: ReturnType<typeof gather>) =>
  gatherings.map(({ into, cause, roots: named }) => [into?.id, causeKey(cause), named.map(({ id }) => id)]);

describe('openings that wait in one channel', () => {
  test('a few are no storm', () => {
    expect(gather(roots(7, [PROD]), calm)).toEqual({ own: [], gatherings: [] });
  });

  test('of many the five worst keep their own opening, the rest is named together by what most share', () => {
    const decided = gather(roots(12, [NODE, PROD]), calm);
    expect(decided.own).toEqual(['inv-0', 'inv-1', 'inv-2', 'inv-3', 'inv-4']);
    expect(named(decided)).toEqual([[undefined, 'node node-7', [5, 6, 7, 8, 9, 10, 11]]]);
  });

  test('a cause that more share counts more than a more specific one; what shares nothing is named together too', () => {
    const waiting = [...roots(5, []), ...roots(3, [NODE, PROD], 5), ...roots(4, [PROD], 8), ...roots(3, [], 12)];
    expect(named(gather(waiting, calm))).toEqual([
      [undefined, 'namespace prod in eu-1', [5, 6, 7, 8, 9, 10, 11]],
      [undefined, 'several', [12, 13, 14]],
    ]);
  });

  test('what comes later joins the digest that there is; what keeps its own opening does not', () => {
    const open: OpenDigest = { id: 70, cause: PROD, members: 9 };
    const waiting = [...roots(2, [PROD]), ...roots(2, [PROD], 20), ...roots(2, [NODE], 30)];
    const decided = gather(waiting, { own: new Set(['inv-0', 'inv-1']), open: [open] });
    expect(named(decided)).toEqual([[70, 'namespace prod in eu-1', [20, 21]]]);
  });

  test('a digest that is full is followed by another', () => {
    const open: OpenDigest = { id: 70, cause: PROD, members: 79 };
    expect(named(gather(roots(5, [PROD]), { own: new Set(), open: [open] }))).toEqual([
      [70, 'namespace prod in eu-1', [0]],
      [undefined, 'namespace prod in eu-1', [1, 2, 3, 4]],
    ]);
  });

  test('what comes after a digest is full begins another, however few they are; what shares nothing with it does not', () => {
    const full: OpenDigest = { id: 70, cause: PROD, members: 80 };
    const waiting = [...roots(1, [PROD]), ...roots(1, [NODE], 20)];
    expect(named(gather(waiting, { own: new Set(), open: [full] }))).toEqual([
      [undefined, 'namespace prod in eu-1', [0]],
    ]);
  });
});

test.each([NODE, PROD, { kind: 'deploy', name: 'a b' } as const, { kind: 'several', name: '' } as const])(
  'a cause is read as it was written: %o',
  (cause) => {
    expect(readCause(causeKey(cause))).toEqual(cause);
  },
);
