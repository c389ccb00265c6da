import type { Bytes } from '../../src/measurement/bytes.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE, type Milliseconds, SECOND } from '../../src/measurement/duration.ts';
import type { Random } from './random.ts';

/** What a model does not decide: the window, the scrape, the noise and the size of the service. */
export interface Setting {
  readonly window: Milliseconds;
  readonly step: Milliseconds;
  readonly level: Bytes;
  /** Standard deviation of the noise, as a share of the level. */
  readonly noise: number;
  /** How much a minute's noise resembles the next one's, 0 to 1. */
  readonly memory: number;
  /** Height of the garbage collector's saw, as a share of the level. */
  readonly saw: number;
  readonly sawPeriod: Milliseconds;
  /** Share of samples lost singly, and number of longer holes in the scrape. */
  readonly lost: number;
  readonly holes: number;
  /** Noise that takes its time: its height beside `noise`, and how long it remembers. */
  readonly wander: number;
  readonly wanderTime: Milliseconds;
  /** Share of samples that stand far above the others. */
  readonly outliers: number;
  /** Values come in multiples of this share of the level. */
  readonly quantum: number;
  /** Whether the source is asked for what a picture shows, and not for every sample. */
  readonly thinned: boolean;
}

const STEPS = [15 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE] as const;
/** A window of fewer points than this says nothing about any model. */
const FEWEST_POINTS = 40;

/** A setting drawn at random; windows from `least` (an hour or more) to 7 days, those of `short` lives much shorter. */
export function settingFrom(random: Random, least: Milliseconds = HOUR, short = false): Setting {
  const { window, step } = short ? shortStay(random) : longStay(random, least);
  return {
    window,
    step,
    level: random.scaled(40 * MiB, 4096 * MiB),
    noise: random.scaled(0.002, 0.025),
    memory: random.between(0, 0.9),
    saw: random.chance(0.5) ? random.between(0.01, 0.12) : 0,
    // Who dies within a minute collects every few seconds.
    sawPeriod: random.between(1, 15) * (short ? 3 * step : MINUTE),
    lost: random.chance(0.4) ? random.between(0, 0.25) : 0,
    holes: random.chance(0.3) ? random.whole(1, 3) : 0,
    wander: random.chance(0.4) ? random.between(0.2, 1) : 0,
    wanderTime: window * random.scaled(0.003, 0.03),
    outliers: random.chance(0.25) ? random.between(0.005, 0.04) : 0,
    quantum: random.chance(0.2) ? random.scaled(0.002, 0.02) : 0,
    thinned: random.chance(0.5),
  };
}

type Stay = Pick<Setting, 'window' | 'step'>;

function longStay(random: Random, least: Milliseconds): Stay {
  const window = random.scaled(Math.max(HOUR, least), 7 * 24 * HOUR);
  const fine = STEPS.filter((step) => window / step >= FEWEST_POINTS && window / step <= 6000);
  const [first = MINUTE, ...rest] = fine;
  return { window, step: random.pick([first, ...rest]) };
}

/** A few lives of some dozens of scrapes each, as of a service that dies every minute or every hour. */
function shortStay(random: Random): Stay {
  const step = random.pick([SECOND, 5 * SECOND, ...STEPS]);
  return { window: step * random.between(180, 400), step };
}
