import { MiB } from '../../../src/measurement/bytes.ts';
import type { Family } from '../family.ts';
import { during, fills, HOUR_S, level } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { baseHolder, cacheHolder, goPlan } from './go-parts.ts';
import { containerOf, planOf, settingOf, workloadOf } from './setting.ts';

export const HEALTHY: readonly Family[] = [
  {
    name: 'flat',
    about: 'Nothing happens, well below the limit.',
    build(random) {
      const setting = settingOf(random, { lifetime: [3, 8] });
      return {
        plan: planOf(setting, workloadOf(setting, [containerOf(setting, goProgram(goPlan(random, setting.limit)))])),
        target: { workload: setting.name, container: setting.name },
        truths: [{ main: ['no-growth', 'warm-up'] }],
      };
    },
  },
  {
    name: 'warm-up',
    about: 'A cache fills in the first third of the world and stays full.',
    build(random) {
      const setting = settingOf(random, { lifetime: [3, 6], runs: [2.5, 4] });
      const { limit, start, end } = setting;
      const tau = (end - start) * random.between(0.05, 0.1);
      const plan = goPlan(random, limit, {
        holders: [baseHolder(0.05 * limit), cacheHolder(fills(limit * random.between(0.12, 0.25), tau))],
      });
      return {
        plan: planOf(setting, workloadOf(setting, [containerOf(setting, goProgram(plan))])),
        target: { workload: setting.name, container: setting.name },
        truths: [{ main: ['warm-up', 'no-growth'], tellable: (at) => at > start + 6 * tau }],
      };
    },
  },
  {
    name: 'bursts',
    about: 'Level, but now and then a request takes all the rest of the limit within minutes.',
    build(random) {
      const setting = settingOf(random, { lifetime: [2, 5], runs: [3, 4] });
      const { limit, start, end } = setting;
      const every = (end - start) / random.between(3, 6);
      const stretches = Array.from(
        { length: 6 },
        (_, i) => [start + (i + 0.5) * every, start + (i + 0.5) * every + 70] as const,
      );
      const burst = during(stretches, (age) => (limit * age) / 70);
      const plan = goPlan(random, limit, {
        holders: [baseHolder(0.08 * limit), cacheHolder(burst)],
        garbage: level(5 * MiB),
      });
      return {
        plan: planOf(setting, workloadOf(setting, [containerOf(setting, goProgram(plan))])),
        target: { workload: setting.name, container: setting.name },
        truths: [{ main: ['burst'], tellable: (at) => at > start + 1.6 * every }],
      };
    },
  },
  {
    name: 'limit-too-small',
    about: 'The steady state fills the limit: kills at any small wave, and no trend.',
    build(random) {
      const setting = settingOf(random, { lifetime: [1.5, 4], runs: [3, 5] });
      const { limit, start } = setting;
      const live = (0.955 * limit - 8 * MiB) / 2.35;
      const plan = goPlan(random, limit, {
        holders: [
          baseHolder(live, 100),
          cacheHolder((_age, now) => Math.max(0, Math.sin(now / 900) + Math.sin(now / 2300 + 1) - 1.2) * 0.03 * limit),
        ],
        garbage: level(30 * MiB),
      });
      return {
        plan: planOf(setting, workloadOf(setting, [containerOf(setting, goProgram(plan))])),
        target: { workload: setting.name, container: setting.name },
        truths: [{ main: ['limit-too-small'], tellable: (at) => at > start + 1.5 * HOUR_S }],
      };
    },
  },
];
