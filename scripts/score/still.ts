import { DAY, HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { daily, type Law, logarithmicFill, reports, warmUp, weekly } from './laws.ts';
import { alone, flatPods, type Shape } from './model.ts';

/** Shapes of memory that does not grow, however it moves. */
export const STILL: readonly Shape[] = [
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
      const wave = daily(random, 0.05, 0.35);
      return Array.from({ length: random.whole(1, 6) }, () => ({
        law: (_: number, time: number) => 1 + wave(time),
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
  {
    name: 'logarithmic fill',
    grows: false,
    least: 3 * HOUR,
    pods: (random, setting) => {
      const tau = setting.window * random.scaled(0.001, 0.02);
      const full = setting.window * random.between(0.4, 0.7);
      const depth = random.between(0.2, 0.8);
      return alone({ law: (age) => 1 + depth * logarithmicFill(age, tau, full), limit: 1.5, bornAt: 0 });
    },
  },
  {
    name: 'garbage',
    grows: false,
    least: 2 * HOUR,
    pods: (random) => {
      const saw = random.between(0.15, 0.8);
      return Array.from({ length: random.whole(1, 8) }, () => ({ law: () => 1, limit: 2 + saw, saw }));
    },
  },
  {
    name: 'weekly wave',
    grows: false,
    least: 6.5 * DAY,
    pods: (random) => {
      const wave = weekly(random, 0.05, 0.4);
      return Array.from({ length: random.whole(1, 6) }, () => ({
        law: (_: number, time: number) => 1 + wave(time),
        limit: 3,
      }));
    },
  },
  {
    name: 'half the scrapes missing',
    grows: false,
    least: 3 * HOUR,
    pods: (random) => flatPods(random, random.whole(1, 8)),
    setting: (random, drawn) => ({ ...drawn, lost: random.between(0.4, 0.6), holes: random.whole(1, 4) }),
  },
  {
    name: 'restarts without growth',
    grows: false,
    least: 3 * HOUR,
    pods: (random, setting) => {
      const tau = random.between(1, 5) * MINUTE;
      return Array.from({ length: random.whole(1, 6) }, () => ({
        law: (age: number) => 1 + warmUp(age, tau, 0.3),
        limit: 2,
        restarts: Array.from({ length: random.whole(1, 12) }, () => random.between(0, setting.window)),
      }));
    },
  },
  {
    name: 'short lives that fill',
    grows: false,
    least: HOUR,
    short: true,
    pods: (random, setting) => {
      const life = setting.step * random.between(30, 70);
      const depth = random.between(0.2, 0.6);
      const fill = life * random.between(0.05, 0.25);
      const height = random.between(0.1, 0.3);
      const limit = 1 + setting.saw + 3 * setting.noise + height * random.between(0.9, 1.4);
      return Array.from({ length: random.whole(2, 6) }, (_, i) => {
        const report = reports(random, setting, { every: life * (i === 0 ? 0.4 : 0.8), over: life / 8, height });
        return {
          law: (age: number, time: number) => 1 + warmUp(age, fill, depth) + report(age, time),
          limit,
          bornAt: 0,
        };
      });
    },
  },
  {
    name: 'caches that fill after restarts',
    grows: false,
    least: HOUR,
    short: true,
    pods: (random, setting) => {
      const apart = setting.window * random.between(0.12, 0.2);
      const fill = apart * random.between(0.1, 0.5);
      const depth = random.between(0.3, 0.9);
      const restarts = Array.from({ length: random.whole(1, 3) }, (_, i) => apart * (i + 1));
      return Array.from({ length: random.whole(1, 6) }, () => {
        const own = fill * random.between(0.7, 1.5);
        return { law: (age: number) => 1 + warmUp(age, own, depth), limit: 2, restarts, bornAt: 0 };
      });
    },
  },
];
