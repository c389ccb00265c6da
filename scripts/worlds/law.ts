/** Seconds; worlds count in the unit of Prometheus. */
export type Seconds = number;

export const HOUR_S: Seconds = 3600;
export const DAY_S: Seconds = 86_400;

/** An amount by the age of the container run and by the clock. */
export type Law = (age: Seconds, now: Seconds) => number;

export const level =
  (amount: number): Law =>
  () =>
    amount;

/** A straight climb. */
export const climb =
  (perHour: number, from = 0): Law =>
  (age) =>
    from + (perHour * age) / HOUR_S;

/** Fills up to `amount` and stays there; at `tau` 63 % of it is reached. */
export const fills =
  (amount: number, tau: Seconds): Law =>
  (age) =>
    amount * (1 - Math.exp(-age / tau));

/** Rises and falls with the time of day (or any period), from 0 to `amount`. */
export const wave =
  (amount: number, period: Seconds, phase: number): Law =>
  (_age, now) =>
    (amount * (1 + Math.sin(2 * Math.PI * (now / period + phase)))) / 2;

/** Grows in jumps, as of a job that runs every `every` seconds. */
export const stairs =
  (perHour: number, every: Seconds): Law =>
  (age) =>
    (perHour * Math.floor(age / every) * every) / HOUR_S;

export const sum =
  (...laws: readonly Law[]): Law =>
  (age, now) =>
    laws.reduce((total, law) => total + law(age, now), 0);

export const times =
  (factor: number, law: Law): Law =>
  (age, now) =>
    factor * law(age, now);

/** Only while the clock is within the stretches. */
export const during =
  (stretches: readonly (readonly [Seconds, Seconds])[], law: Law): Law =>
  (_age, now) => {
    const own = stretches.find(([from, to]) => now >= from && now < to);
    return own === undefined ? 0 : law(now - own[0], now);
  };
