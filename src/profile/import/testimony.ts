import type { Instant } from '../../foundation/clock.ts';
import { MiB } from '../../measurement/bytes.ts';
import type { Testimony } from '../goroutine-groups.ts';
import { parseGoroutineText } from '../goroutine-text.ts';
import { InvalidProfileError } from '../invalid-profile.ts';
import { gunzip, isGzip } from './gunzip.ts';
import { readPprof } from './pprof.ts';

interface Served {
  readonly time: Instant;
  readonly bytes: Uint8Array;
}

/** Go itself stops writing the text at this size. */
const MOST_TEXT = 64 * MiB;

/** Reads what a runtime said. It only adds to a comparison: what cannot be read is left out, and costs nothing else. */
export function readTestimony(
  said: { readonly leaked?: Served | undefined; readonly texts: readonly Served[] } | undefined,
): Testimony | undefined {
  if (said === undefined) return undefined;
  const { leaked } = said;
  const profile = leaked && orNothing(() => readPprof(leaked.bytes));
  const shown = said.texts.flatMap(({ time, bytes }) => {
    const text = orNothing(() => (isGzip(bytes) ? gunzip(bytes, MOST_TEXT) : bytes));
    return text === undefined ? [] : [{ time, records: parseGoroutineText(new TextDecoder().decode(text)) }];
  });
  return { leaked: leaked && profile && { time: leaked.time, profile }, shown };
}

function orNothing<Read>(read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof InvalidProfileError) return undefined;
    throw error;
  }
}
