import type { Payload } from '../payload.ts';
import type { Arguments } from './arguments.ts';
import { Refusal } from './refusal.ts';

interface Page<T> {
  readonly items: readonly T[];
  readonly more: boolean;
  readonly metadata: Payload;
}

/** Cuts one page by `limit` and `cursor`; the cursor is opaque to callers. */
export function page<T>(all: readonly T[], args: Arguments, usual: number): Page<T> {
  const limit = args.integer('limit', usual);
  if (limit < 1 || limit > 1000) throw new Refusal('invalid_limit');
  const start = args.has('cursor') ? position(args.text('cursor')) : 0;
  const end = start + limit;
  const more = end < all.length;
  return {
    items: all.slice(start, end),
    more,
    metadata: { next_cursor: more ? Buffer.from(`next:${end}`).toString('base64') : '' },
  };
}

function position(cursor: string): number {
  const match = /^next:(\d+)$/.exec(Buffer.from(cursor, 'base64').toString());
  if (match === null) throw new Refusal('invalid_cursor');
  return Number(match[1]);
}
