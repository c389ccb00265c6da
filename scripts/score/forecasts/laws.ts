import { DAY, HOUR, MINUTE, type Milliseconds } from '../../../src/measurement/duration.ts';
import type { Random } from '../random.ts';

/** How a service leaks until its limit kills it. Times count from the end of the window, which is "now". */
export interface Leak {
  /** What one container holds above its start, as a share of the room to its limit, at an age and a moment. */
  readonly gained: (born: Milliseconds, time: Milliseconds) => number;
  /** What the traffic of the moment adds to every container, as a share of that room; it returns. */
  readonly swing: (time: Milliseconds) => number;
  /** About how long a container lives. */
  readonly lives: Milliseconds;
}

/** A family of leaks whose kill is predicted. */
export interface Family {
  readonly name: string;
  leak(random: Random): Leak;
}

/** Requests by the hour of a day, about 1 in the mean: busy hours, a quiet night, weekends, and no day like another. */
function traffic(random: Random, least: number, most: number): (time: Milliseconds) => number {
  const height = random.between(least, most);
  const phase = random.between(0, DAY);
  const second = random.between(0, 0.3);
  const weekend = random.chance(0.5) ? random.between(0.5, 0.9) : 1;
  const week = random.between(0, 7 * DAY);
  const days = Array.from({ length: 64 }, () => 1 + 0.08 * random.normal());
  return (time) => {
    const day = Math.floor((time + week) / DAY);
    const angle = (2 * Math.PI * (time + phase)) / DAY;
    const busy = 1 + height * (Math.sin(angle) + second * Math.sin(2 * angle + phase));
    const factor = (days[((day % 64) + 64) % 64] ?? 1) * (((day % 7) + 7) % 7 >= 5 ? weekend : 1);
    return Math.max(0.05, busy) * factor;
  };
}

/** Steps of a sum over time. */
const STEP = 10 * MINUTE;
/** As far back, and ahead, as a leak is played. */
const [BACK, AHEAD] = [12 * DAY, 40 * DAY];

/** What was let through until each moment, as a function of it. */
function summed(rate: (time: Milliseconds) => number): (time: Milliseconds) => number {
  const sums = new Float64Array((BACK + AHEAD) / STEP + 2);
  for (let i = 1; i < sums.length; i += 1) sums[i] = (sums[i - 1] ?? 0) + (rate(i * STEP - BACK) * STEP) / HOUR;
  return (time) => {
    const place = Math.max(0, Math.min(sums.length - 2, (time + BACK) / STEP));
    const low = Math.floor(place);
    return (sums[low] ?? 0) + (place - low) * ((sums[low + 1] ?? 0) - (sums[low] ?? 0));
  };
}

const still = () => 0;

function perRequest(random: Random, height: readonly [number, number], lives: Milliseconds): Leak {
  const sum = summed(traffic(random, ...height));
  return { gained: (born, time) => ((sum(time) - sum(born)) * HOUR) / lives, swing: still, lives };
}

/** What a service leaks in the hours of a day, or whatever the hour is. */
export const LEAKS: readonly Family[] = [
  {
    name: 'steady',
    leak: (random) => {
      const lives = random.scaled(2 * HOUR, 10 * DAY);
      return { gained: (born, time) => (time - born) / lives, swing: still, lives };
    },
  },
  {
    name: 'steady for minutes',
    leak: (random) => {
      const lives = random.scaled(10 * MINUTE, 2 * HOUR);
      return { gained: (born, time) => (time - born) / lives, swing: still, lives };
    },
  },
  { name: 'per request', leak: (random) => perRequest(random, [0.3, 0.8], random.scaled(4 * HOUR, 5 * DAY)) },
  { name: 'per request, hours', leak: (random) => perRequest(random, [0.4, 0.9], random.scaled(8 * HOUR, 30 * HOUR)) },
  {
    name: 'slow beside traffic',
    leak: (random) => {
      const lives = random.scaled(2 * DAY, 15 * DAY);
      const rate = traffic(random, 0.3, 0.8);
      const height = random.between(0.05, 0.3);
      return { gained: (born, time) => (time - born) / lives, swing: (time) => height * (rate(time) - 1), lives };
    },
  },
  {
    name: 'slows down',
    leak: (random) => {
      const lives = random.scaled(4 * HOUR, 4 * DAY);
      const bend = lives * random.between(0.5, 2);
      const most = 1 / -Math.expm1(-lives / bend);
      return { gained: (born, time) => -most * Math.expm1((born - time) / bend), swing: still, lives };
    },
  },
  {
    name: 'fills below the limit',
    leak: (random) => {
      const bend = random.scaled(HOUR, 2 * DAY);
      const most = random.between(0.4, 0.95);
      return { gained: (born, time) => -most * Math.expm1((born - time) / bend), swing: still, lives: 2 * bend };
    },
  },
  {
    name: 'speeds up',
    leak: (random) => {
      const lives = random.scaled(4 * HOUR, 4 * DAY);
      const power = random.between(1.2, 2);
      return { gained: (born, time) => ((time - born) / lives) ** power, swing: still, lives };
    },
  },
];
