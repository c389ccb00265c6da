/** A seeded source of random numbers. */
export interface Random {
  /** Uniform in [from, to). */
  between(from: number, to: number): number;
  /** Uniform in the logarithm: for sizes and rates that span decades. */
  scaled(from: number, to: number): number;
  whole(from: number, to: number): number;
  normal(): number;
  chance(share: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
}

/** Mulberry32 (Tommy Ettinger, public domain): 32 bits of state, plenty for series. */
export function randomOf(seed: number): Random {
  let state = seed >>> 0;
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }
  const between = (from: number, to: number) => from + (to - from) * next();
  return {
    between,
    scaled: (from, to) => Math.exp(between(Math.log(from), Math.log(to))),
    whole: (from, to) => Math.floor(between(from, to + 1)),
    // Box and Muller 1958.
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    chance: (share) => next() < share,
    pick: (choices) => choices[Math.floor(next() * choices.length)] ?? choices[0],
  };
}
