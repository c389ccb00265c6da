import { DAY, HOUR, MINUTE } from '../../src/measurement/duration.ts';
import { daily, roomAbove, visibleGain, warmUp, weekly } from './laws.ts';
import { alone, flatPods, type PodModel, type Shape } from './model.ts';

/** Shapes of memory that grows. */
export const GROWING: readonly Shape[] = [
  {
    name: 'slow line',
    grows: true,
    least: 2 * HOUR,
    pods: (random, setting) => {
      const gain = visibleGain(random, setting);
      return alone({
        law: (_, time) => 1 + (gain * time) / setting.window,
        limit: 1 + gain * random.between(1.2, 3) + roomAbove(setting),
      });
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
      const wave = daily(random, 0.05, 0.2);
      const perDay = random.scaled(0.12, 0.6);
      const gain = Math.max((perDay * setting.window) / DAY, 6 * setting.noise);
      return alone({ law: (_, time) => 1 + (gain * time) / setting.window + wave(time), limit: 2 + 2 * gain });
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
        limit: 1.5 + gain * random.between(1.1, 3) + roomAbove(setting),
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
        limit: 1.1 + gain * random.between(1, 2) + roomAbove(setting),
      });
    },
  },
  {
    name: 'one bad pod',
    grows: true,
    least: 3 * HOUR,
    pods: (random, setting) => {
      const gain = Math.max(0.25, visibleGain(random, setting));
      const bad: PodModel = {
        law: (_, time) => 1 + (gain * time) / setting.window,
        limit: 1.2 + 1.5 * gain + roomAbove(setting),
      };
      return [...flatPods(random, random.chance(0.15) ? random.whole(50, 199) : random.whole(2, 20)), bad];
    },
  },
  {
    name: 'gaps in the scrape',
    grows: true,
    least: 4 * HOUR,
    pods: (random, setting) => {
      const gain = Math.max(0.15, visibleGain(random, setting));
      return alone({
        law: (_, time) => 1 + (gain * time) / setting.window,
        limit: 1 + gain * random.between(1.2, 3) + roomAbove(setting),
      });
    },
    setting: (random, drawn) => ({ ...drawn, lost: random.between(0.3, 0.6), holes: random.whole(2, 5) }),
  },
  {
    name: 'line under garbage',
    grows: true,
    least: 3 * HOUR,
    pods: (random, setting) => {
      const saw = random.between(0.15, 0.8);
      const gain = Math.max(0.25, visibleGain(random, setting));
      return alone({
        law: (_, time) => 1 + (gain * time) / setting.window,
        limit: 1 + saw + 1.5 * gain + roomAbove(setting),
        saw,
      });
    },
  },
  {
    name: 'growth with the traffic',
    grows: true,
    least: 30 * HOUR,
    pods: (random, setting) => {
      const perDay = Math.max(random.scaled(0.08, 0.6), (6 * setting.noise * DAY) / setting.window);
      const phase = random.between(0, DAY);
      // Nothing at night: the integral of a day's traffic.
      const grown = (time: number) => {
        const days = (time + phase) / DAY;
        return days - Math.sin(2 * Math.PI * days) / (2 * Math.PI);
      };
      const total = (perDay * setting.window) / DAY;
      return alone({ law: (_, time) => 1 + perDay * (grown(time) - grown(0)), limit: 1.5 + 1.5 * total });
    },
  },
  {
    name: 'line across restarts',
    grows: true,
    least: 6 * HOUR,
    pods: (random, setting) => {
      const count = random.whole(1, 4);
      const life = setting.window / (count + 1);
      const restarts = Array.from({ length: count }, (_, i) => life * (i + random.between(0.7, 1.2)));
      const gain = Math.max(0.2, visibleGain(random, setting));
      const tau = life * random.between(0.005, 0.03);
      return alone({
        law: (age) => 1 + (gain * age) / life + warmUp(age, tau, 0.3),
        limit: 1 + 2.5 * gain + roomAbove(setting),
        restarts,
        bornAt: random.between(0, 0.5) * life,
      });
    },
  },
  {
    name: 'every pod leaks',
    grows: true,
    least: 3 * HOUR,
    pods: (random, setting) => {
      const gain = Math.max(0.2, visibleGain(random, setting));
      return Array.from({ length: random.chance(0.1) ? random.whole(50, 200) : random.whole(2, 20) }, () => {
        const own = gain * random.between(0.5, 1.5);
        return {
          law: (_: number, time: number) => 1 + (own * time) / setting.window,
          limit: 1 + 2 * gain + roomAbove(setting),
        };
      });
    },
  },
  {
    name: 'slow for a week',
    grows: true,
    least: 6 * DAY,
    pods: (random, setting) => {
      const perHour = random.scaled(0.001, 0.01);
      const gain = (perHour * setting.window) / HOUR;
      return alone({
        law: (_, time) => 1 + (gain * time) / setting.window,
        limit: 1 + gain * random.between(1.2, 2) + roomAbove(setting),
      });
    },
  },
  {
    name: 'line under a weekly wave',
    grows: true,
    least: 6.5 * DAY,
    pods: (random, setting) => {
      const wave = weekly(random, 0.05, 0.25);
      const gain = random.scaled(0.6, 2);
      return alone({ law: (_, time) => 1 + (gain * time) / setting.window + wave(time), limit: 1.5 + 1.5 * gain });
    },
  },
  {
    name: 'short lives that leak',
    grows: true,
    least: HOUR,
    short: true,
    pods: (random, setting) => {
      const life = setting.step * random.between(25, 60);
      const fill = life * random.between(0.03, 0.12);
      const depth = random.between(0.3, 0.7);
      const limit = random.between(1.8, 4);
      const share = random.chance(0.5) ? random.between(0, 0.05) : random.between(0.3, 0.9);
      return Array.from({ length: random.whole(1, 6) }, (_, i) => ({
        law: (age: number) => 1 + ((limit - 1) * (i === 0 ? 1 : share) * age) / life + warmUp(age, fill, depth),
        limit,
        bornAt: 0,
      }));
    },
  },
];
