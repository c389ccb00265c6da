import type { Clock } from '../../src/foundation/clock.ts';

/**
 * Gives message timestamps such as `1763844000.123000`: unique and increasing even when the clock stands still. Slack's
 * name the microsecond; here two are a millisecond apart, since an app may keep them as that.
 */
export function timestamps(clock: Clock): () => string {
  let last = 0;
  return () => {
    last = Math.max(Math.floor(clock.now()), last + 1);
    return `${Math.floor(last / 1000)}.${String((last % 1000) * 1000).padStart(6, '0')}`;
  };
}

/** Ids of Slack's look: a letter for the kind and ten letters or digits, the same ones in every run. */
export function identifiers(): (prefix: string) => string {
  let count = 0;
  return (prefix) => {
    count += 1;
    return `${prefix}0${count.toString(36).toUpperCase().padStart(8, '0')}`;
  };
}
