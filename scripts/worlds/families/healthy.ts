import { MiB } from '../../../src/measurement/bytes.ts';
import type { Family } from '../family.ts';
import { during, fills, HOUR_S, type Law, level, type Seconds, sum, wave } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { nativeProgram } from '../programs/native.ts';
import { baseHolder, cacheHolder, goPlan } from './go-parts.ts';
import { containerOf, oneContainer, planOf, settingOf, workloadOf } from './setting.ts';

/** A burst that meets the limit is over, one way or the other, after this. */
const BURST: Seconds = 70;

/** Nothing leaks: level memory, waves, bursts, limits, restarts for other reasons. */
export const HEALTHY: readonly Family[] = [
  {
    name: 'flat',
    about: 'Nothing happens, well below the limit.',
    build(random) {
      const setting = settingOf(random, { lifetime: [3, 5] });
      return oneContainer(setting, goProgram(goPlan(random, setting.limit)), { main: ['no-growth', 'warm-up'] });
    },
  },
  {
    name: 'warm-up',
    about: 'A cache fills in the first third of the world and stays full.',
    build(random) {
      const setting = settingOf(random, { lifetime: [3, 6], runs: [2.5, 4] });
      const { limit, start, end } = setting;
      const tau = (end - start) * random.between(0.05, 0.1);
      const holders = [baseHolder(0.05 * limit), cacheHolder(fills(limit * random.between(0.12, 0.25), tau))];
      return oneContainer(setting, goProgram(goPlan(random, limit, { holders })), {
        main: ['warm-up', 'no-growth'],
        decidable: (at) => at > start + 6 * tau,
      });
    },
  },
  {
    name: 'warm-up-as-traffic-rises',
    about:
      'A cache fills after a start in the hours in which the day’s traffic rises; the traffic falls again, the cache stays.',
    build(random) {
      const setting = settingOf(random, { lifetime: [4, 6], runs: [3, 4], replicas: [1, 2] });
      const { limit, start, end } = setting;
      const tau = (end - start) * random.between(0.06, 0.12);
      const holders = [baseHolder(0.05 * limit), cacheHolder(fills(limit * random.between(0.2, 0.35), tau))];
      const period = (end - start) / random.between(1, 1.3);
      // The lowest point of the wave lies at the start.
      const requests = sum(level(30), wave(80, period, 0.75 - start / period));
      return oneContainer(
        setting,
        goProgram(goPlan(random, limit, { holders })),
        { main: ['warm-up', 'no-growth'], decidable: (at) => at > start + 7 * tau },
        { requests, scrape: 'monitor' },
      );
    },
  },
  {
    name: 'load-wave',
    about: 'Memory rises and falls with the requests.',
    build(random) {
      const setting = settingOf(random, { lifetime: [3, 5], runs: [3, 4] });
      const { limit, start, end } = setting;
      const period = (end - start) / random.between(2.5, 4);
      const phase = random.between(0, 1);
      const holders = [baseHolder(0.06 * limit), cacheHolder(wave(limit * random.between(0.12, 0.25), period, phase))];
      const requests = sum(level(20), wave(100, period, phase));
      return oneContainer(
        setting,
        goProgram(goPlan(random, limit, { holders })),
        { main: ['load-driven'], also: ['no-growth'], decidable: (at) => at > start + 1.6 * period },
        { requests },
      );
    },
  },
  {
    name: 'bursts',
    about: 'Level, but now and then a request takes all the rest of the limit within a minute.',
    build(random) {
      const setting = settingOf(random, { lifetime: [2, 5], runs: [3, 4] });
      const { limit, start, end } = setting;
      const every = (end - start) / random.between(3, 6);
      const stretches = Array.from({ length: 6 }, (_, i) => {
        const at = start + (i + 0.5) * every;
        return [at, at + BURST] as const;
      });
      const holders = [baseHolder(0.08 * limit), cacheHolder(during(stretches, (age) => (limit * age) / BURST))];
      const plan = goPlan(random, limit, { holders, garbage: level(5 * MiB) });
      return oneContainer(setting, goProgram(plan), { main: ['burst'], decidable: (at) => at > start + 1.6 * every });
    },
  },
  {
    name: 'peaks-past-limit',
    about:
      'A pool of processes follows the day: at its peak it needs more than the limit and is killed again and again, then it shrinks.',
    build(random) {
      const setting = settingOf(random, { lifetime: [6, 8], runs: [3, 3], limits: [384, 512, 768], alone: true });
      const { limit, start, end } = setting;
      // A narrow peak a day: the one of yesterday was seen as well, or not.
      const days = random.pick([0.9, 1.4]);
      const period = (end - start) / days;
      const peak = start + 0.5 * period;
      const day: Law = (_age, now) => Math.exp(3.5 * (Math.cos((2 * Math.PI * (now - peak)) / period) - 1));
      const most = limit * random.between(1.05, 1.25);
      const wanted: Law = (age, now) =>
        (1 - Math.exp(-age / 300)) * (0.15 * limit + (most - 0.15 * limit) * day(age, now));
      const program = nativeProgram({ holders: [{ cause: 'base', bytes: wanted }], metrics: 'none' });
      const world = oneContainer(setting, program, {
        main: ['limit-too-small', 'burst', 'load-driven'],
        decidable: (at) => at > peak + 0.25 * period,
      });
      return { ...world, moments: [0.28, 0.31, 0.35, 0.38].map((after) => peak + after * period) };
    },
  },
  {
    name: 'limit-too-small',
    about: 'The steady state fills the limit: kills at any small wave, and no trend.',
    build(random) {
      const setting = settingOf(random, { lifetime: [1.5, 4], runs: [3, 5] });
      const { limit, start } = setting;
      // Between 87 and 100 % of the limit: its share beside the heap follows a slow and a quick wave.
      const waves = (_age: Seconds, now: Seconds) =>
        (1 + (Math.sin(now / 900) + Math.sin(now / 2300 + 1)) / 2) * 0.075 * limit;
      const outside = [{ part: 'native', cause: 'base', bytes: sum(fills(0.5 * limit, 60), waves) }] as const;
      const holders = [baseHolder(0.155 * limit, 60)];
      const plan = goPlan(random, limit, { holders, outside, garbage: level(30 * MiB) });
      return oneContainer(setting, goProgram(plan), {
        main: ['limit-too-small'],
        decidable: (at) => at > start + 1.5 * HOUR_S,
      });
    },
  },
  {
    name: 'startup-oom',
    about: 'Needs more than its limit to start: dies some 40 s after every start, with one sample a run or none.',
    build(random) {
      const setting = settingOf(random, { lifetime: [2, 5], limits: [256, 512], monitoring: { scrape: 60 } });
      const { limit, start } = setting;
      const takes = random.between(36, 44);
      const needs = (age: Seconds) => 0.12 * limit + (0.9 * limit * age) / takes;
      return oneContainer(
        setting,
        nativeProgram({ holders: [{ cause: 'base', bytes: needs }], metrics: 'none' }),
        { main: ['limit-too-small', 'not-enough-data'], decidable: (at) => at > start + HOUR_S },
        { scrape: undefined, buildInfo: false },
      );
    },
  },
  {
    name: 'restarts-not-memory',
    about: 'The process ends with an error every now and then; memory is innocent.',
    build(random) {
      const setting = settingOf(random, { lifetime: [1, 3], runs: [4, 6] });
      const { limit, lifetime, start } = setting;
      const code = random.pick([1, 2, 139]);
      const exits = () => ({ after: lifetime * random.between(0.2, 0.9), code });
      const runs = Array.from({ length: 60 }, exits);
      return oneContainer(
        setting,
        goProgram(goPlan(random, limit)),
        { main: ['restarts-not-memory'], decidable: (at) => at > start + 2 * lifetime },
        { exits: (run) => runs[run % runs.length] },
      );
    },
  },
  {
    name: 'killed-by-node',
    about: 'The node runs out of memory and kills containers that stand far below their own limits.',
    build(random) {
      const setting = settingOf(random, { lifetime: [1, 3], runs: [4, 6] });
      const { limit, lifetime, start } = setting;
      const runs = Array.from({ length: 30 }, () => ({
        after: lifetime * random.between(0.6, 1.6),
        code: 137,
        killed: true,
      }));
      return oneContainer(
        setting,
        goProgram(goPlan(random, limit)),
        {
          main: ['restarts-not-memory', 'no-growth', 'warm-up', 'not-enough-data'],
          decidable: (at) => at > start + 2 * lifetime,
        },
        { exits: (run) => runs[run % runs.length] },
      );
    },
  },
  {
    name: 'rolling-restarts',
    about: 'Restarted by hand every few hours; each run fills its caches again.',
    build(random) {
      const setting = settingOf(random, { lifetime: [1.5, 3], runs: [4, 6] });
      const { limit, lifetime, start, end } = setting;
      const rollingRestarts = Array.from({ length: 6 }, (_, i) => start + (i + 1) * lifetime).filter(
        (at) => at < end - 600,
      );
      const holders = [baseHolder(0.06 * limit), cacheHolder(fills(0.15 * limit, lifetime * 0.07))];
      const container = containerOf(setting, goProgram(goPlan(random, limit, { holders })));
      return {
        plan: planOf(setting, workloadOf(setting, [container], { rollingRestarts })),
        target: { workload: setting.name, container: setting.container },
        truths: [{ main: ['no-growth', 'warm-up'] }],
      };
    },
  },
];
