import { DAY, HOUR, MINUTE, type Milliseconds } from '../../src/measurement/duration.ts';
import type { Random } from './random.ts';
import type { Setting } from './setting.ts';

/** The memory of one container at an age and a moment, as a share of the service's level, without noise. */
export type Law = (age: Milliseconds, time: Milliseconds) => number;

/** How one pod behaves over the window. */
export interface PodModel {
  readonly law: Law;
  /** The limit as a share of the level; the container is killed when it is reached. */
  readonly limit?: number | undefined;
  /** Planned restarts (rollouts), in the window's time. */
  readonly restarts?: readonly Milliseconds[] | undefined;
  /** How old the first container is when the window begins; without it old enough to have warmed up. */
  readonly bornAt?: Milliseconds | undefined;
}

export interface Shape {
  readonly name: string;
  readonly grows: boolean;
  /** The least window in which the shape can be told from its opposites. */
  readonly least: Milliseconds;
  pods(random: Random, setting: Setting): readonly PodModel[];
}

/** Growth that the eye could find: above the noise and above what services wander by themselves. */
function visibleGain(random: Random, setting: Setting): number {
  return random.scaled(Math.max(0.1, 6 * setting.noise), 3);
}

function warmUp(age: Milliseconds, tau: Milliseconds, depth: number): number {
  return -depth * Math.exp(-age / tau);
}

function wave(random: Random, least: number, most: number): (time: Milliseconds) => number {
  const height = random.between(least, most);
  const phase = random.between(0, 2 * Math.PI);
  const second = random.between(0, 0.3);
  return (time) => {
    const angle = (2 * Math.PI * time) / DAY + phase;
    return height * (Math.sin(angle) + second * Math.sin(2 * angle + phase));
  };
}

const alone = (model: PodModel): readonly PodModel[] => [model];

function flatPods(random: Random, count: number): readonly PodModel[] {
  return Array.from({ length: count }, () => {
    const offset = random.between(-0.1, 0.1);
    return { law: () => 1 + offset, limit: 3 };
  });
}

/** Every shape that a pod's memory is known to take, labelled with the right answer to "is memory growing?". */
export const SHAPES: readonly Shape[] = [
  {
    name: 'slow line',
    grows: true,
    least: 2 * HOUR,
    pods: (random, setting) => {
      const gain = visibleGain(random, setting);
      return alone({ law: (_, time) => 1 + (gain * time) / setting.window, limit: 1 + gain * random.between(1.2, 3) });
    },
  },
  {
    name: 'fast teeth',
    grows: true,
    least: HOUR,
    pods: (random, setting) => {
      const teeth = random.between(2, Math.max(3, Math.min(30, setting.window / (12 * setting.step))));
      const limit = random.between(1.6, 5);
      const rate = ((limit - 1) * teeth) / setting.window;
      const tau = (setting.window / teeth) * random.between(0.01, 0.08);
      const depth = random.between(0.1, 0.5);
      return alone({ law: (age) => 1 + rate * age + warmUp(age, tau, depth), limit, bornAt: 0 });
    },
  },
  {
    name: 'line under a wave',
    grows: true,
    least: 30 * HOUR,
    pods: (random, setting) => {
      const daily = wave(random, 0.05, 0.2);
      const perDay = random.scaled(0.12, 0.6);
      const gain = Math.max((perDay * setting.window) / DAY, 6 * setting.noise);
      return alone({ law: (_, time) => 1 + (gain * time) / setting.window + daily(time), limit: 2 + 2 * gain });
    },
  },
  {
    name: 'hourly steps',
    grows: true,
    least: 5 * HOUR,
    pods: (random, setting) => {
      const steps = setting.window / HOUR;
      const gain = visibleGain(random, setting);
      const phase = random.between(0, HOUR);
      return alone({
        law: (_, time) => 1 + (gain * Math.floor((time + phase) / HOUR)) / steps,
        limit: 1.5 + gain * random.between(1.1, 3),
      });
    },
  },
  {
    name: 'onset after a deploy',
    grows: true,
    least: 3 * HOUR,
    pods: (random, setting) => {
      const onset = setting.window * random.between(0.2, 0.7);
      const gain = visibleGain(random, setting);
      const leak = (time: number) => (time < onset ? 0 : (gain * (time - onset)) / (setting.window - onset));
      const restarts = random.chance(0.6) ? [onset] : [];
      const tau = random.between(1, 10) * MINUTE;
      return alone({ law: (age, time) => 1 + leak(time) + warmUp(age, tau, 0.3), limit: 1.2 + 2 * gain, restarts });
    },
  },
  {
    name: 'acceleration',
    grows: true,
    least: 3 * HOUR,
    pods: (random, setting) => {
      const gain = Math.max(0.2, visibleGain(random, setting));
      const k = random.between(1, 4);
      return alone({
        law: (_, time) => 1 + (gain * Math.expm1((k * time) / setting.window)) / Math.expm1(k),
        limit: 1.1 + gain * random.between(1, 2),
      });
    },
  },
  {
    name: 'one bad pod',
    grows: true,
    least: 3 * HOUR,
    pods: (random, setting) => {
      const gain = Math.max(0.25, visibleGain(random, setting));
      const bad: PodModel = { law: (_, time) => 1 + (gain * time) / setting.window, limit: 1.2 + 1.5 * gain };
      return [...flatPods(random, random.chance(0.15) ? random.whole(50, 199) : random.whole(2, 20)), bad];
    },
  },
  {
    name: 'flat',
    grows: false,
    least: HOUR,
    pods: (random) => flatPods(random, random.chance(0.1) ? random.whole(50, 200) : random.whole(1, 12)),
  },
  {
    name: 'daily wave',
    grows: false,
    least: 26 * HOUR,
    pods: (random) => {
      const daily = wave(random, 0.05, 0.35);
      return Array.from({ length: random.whole(1, 6) }, () => ({
        law: (_: number, time: number) => 1 + daily(time),
        limit: 3,
      }));
    },
  },
  {
    name: 'filled cache',
    grows: false,
    least: 2 * HOUR,
    pods: (random, setting) => {
      const tau = setting.window * random.between(0.01, 0.2);
      const depth = random.between(0.2, 0.8);
      return alone({ law: (age) => 1 + warmUp(age, tau, depth), limit: 1.5, bornAt: 0 });
    },
  },
  {
    name: 'one step at a deploy',
    grows: false,
    least: 3 * HOUR,
    pods: (random, setting) => {
      const moment = setting.window * random.between(0.1, 0.9);
      const height = random.between(0.1, 0.8);
      const restarts = random.chance(0.5) ? [moment] : [];
      return alone({ law: (_, time) => (time < moment ? 1 : 1 + height), limit: 2.5, restarts });
    },
  },
  {
    name: 'bursts that hit the limit',
    grows: false,
    least: 3 * HOUR,
    pods: (random, setting) => {
      const every = setting.window / random.between(1.2, 8);
      const lasting = Math.max(3 * setting.step, random.between(1, 6) * MINUTE);
      const limit = random.between(1.5, 4);
      const phase = random.between(0.2, 0.9) * every;
      const law: Law = (_, time) => {
        const since = (time + phase) % every;
        return since < lasting ? 1 + (limit * 1.05 - 1) * (since / lasting) : 1;
      };
      return alone({ law, limit });
    },
  },
  {
    name: 'flat but close to the limit',
    grows: false,
    least: 2 * HOUR,
    pods: (random, setting) => {
      const tau = random.between(0.5, 4) * MINUTE;
      return alone({
        law: (age) => 1 + warmUp(age, tau, 0.3),
        limit: 1 + setting.saw + Math.max(2.8, 3.2 - setting.memory) * setting.noise,
        bornAt: 20 * tau,
      });
    },
  },
  {
    name: 'falling',
    grows: false,
    least: HOUR,
    pods: (random, setting) => {
      const loss = random.between(0.05, 0.5);
      return alone({ law: (_, time) => 1 - (loss * time) / setting.window, limit: 1.5 });
    },
  },
  {
    name: 'batch jobs',
    grows: false,
    least: 4 * HOUR,
    pods: (random, setting) => {
      const every = setting.window / random.between(4, 24);
      const duty = random.between(0.1, 0.5);
      const height = random.between(0.3, 2);
      const phase = random.between(0, every);
      const abrupt = random.chance(0.5);
      const law: Law = (_, time) => {
        const share = ((time + phase) % every) / every;
        return share < duty ? 1 + height * (abrupt ? 1 : Math.sin((Math.PI * share) / duty)) : 1;
      };
      return alone({ law, limit: 1.5 + height });
    },
  },
  {
    name: 'rolling restarts',
    grows: false,
    least: 2 * HOUR,
    pods: (random, setting) => {
      const count = random.whole(2, 12);
      const lives = random.between(1.5, 6);
      const tau = (setting.window / lives) * random.between(0.02, 0.12);
      const depth = random.between(0.2, 0.6);
      return Array.from({ length: count }, (_, i) => {
        const first = (setting.window / lives) * random.between(0.3, 1) + i * MINUTE;
        const restarts = Array.from({ length: 8 }, (__, k) => first + (k * setting.window) / lives);
        return { law: (age: number) => 1 + warmUp(age, tau, depth), limit: 1.6, restarts };
      });
    },
  },
];
