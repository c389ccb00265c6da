import type { Clock } from '../../src/foundation/clock.ts';

/** Gives message timestamps such as `1763844000.000100`: unique and increasing even when the clock stands still. */
export function timestamps(clock: Clock): () => string {
  let lastSecond = 0;
  let count = 0;
  return () => {
    const second = Math.max(Math.floor(clock.now() / 1000), lastSecond);
    count = second === lastSecond ? count + 1 : 1;
    lastSecond = second;
    return `${second}.${String(count * 100).padStart(6, '0')}`;
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
