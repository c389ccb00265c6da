import type { Family } from '../family.ts';
import { climb, fills, HOUR_S, stairs } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { baseHolder, blockedRoutines, cacheHolder, goPlan, leakHolder } from './go-parts.ts';
import { containerOf, planOf, settingOf, workloadOf } from './setting.ts';

/** Bytes an hour of live heap that bring a pod from its base to the limit in a lifetime, with the room GOGC gives. */
function rate(limit: number, lifetime: number, perLive: number): number {
  return (0.8 * limit) / perLive / (lifetime / HOUR_S);
}

export const GO_HEAP: readonly Family[] = [
  {
    name: 'go-heap-leak',
    about: 'A map that only grows, under ordinary garbage.',
    build(random) {
      const setting = settingOf(random);
      const { limit, lifetime } = setting;
      const grows = random.chance(0.8)
        ? climb(rate(limit, lifetime, 2.2))
        : stairs(rate(limit, lifetime, 2.2), lifetime / 12);
      const plan = goPlan(random, limit, { holders: [baseHolder(0.05 * limit), leakHolder(grows)] });
      return {
        plan: planOf(setting, workloadOf(setting, [containerOf(setting, goProgram(plan))])),
        target: { workload: setting.name, container: setting.name },
        truths: [{ main: ['heap-leak'], cause: 'heap-leak' }],
      };
    },
  },
  {
    name: 'go-heap-leak-gogc-200',
    about: 'The same with GOGC=200: most of the growth is room that the collector is due.',
    build(random) {
      const setting = settingOf(random);
      const { limit, lifetime } = setting;
      const plan = goPlan(random, limit, {
        gogc: 200,
        holders: [baseHolder(0.05 * limit), leakHolder(climb(rate(limit, lifetime, 3.3)))],
      });
      return {
        plan: planOf(setting, workloadOf(setting, [containerOf(setting, goProgram(plan))])),
        target: { workload: setting.name, container: setting.name },
        truths: [{ main: ['heap-leak'], cause: 'heap-leak' }],
      };
    },
  },
  {
    name: 'go-cgo-beside-cache',
    about: 'C.malloc leaks beside a healthy cache that warms up and explains 4 to 27 % of the growth.',
    build(random) {
      const setting = settingOf(random);
      const { limit, lifetime } = setting;
      const cache = cacheHolder(fills(limit * random.between(0.02, 0.08), lifetime * random.between(0.15, 0.5)));
      const native = climb((0.7 * limit) / (lifetime / HOUR_S));
      const plan = goPlan(random, limit, {
        holders: [baseHolder(0.04 * limit), cache],
        outside: [{ part: 'native', cause: 'native-growth', bytes: native }],
      });
      return {
        plan: planOf(setting, workloadOf(setting, [containerOf(setting, goProgram(plan))])),
        target: { workload: setting.name, container: setting.name },
        truths: [{ main: ['native-growth'], cause: 'native-growth' }],
      };
    },
  },
  {
    name: 'go-few-goroutines-beside-heap',
    about: 'Some 250 goroutines with 2 MiB of stacks gather beside a heap leak many times their size.',
    build(random) {
      const setting = settingOf(random);
      const { limit, lifetime } = setting;
      const plan = goPlan(random, limit, {
        holders: [baseHolder(0.05 * limit), leakHolder(climb(rate(limit, lifetime, 2.2)))],
        routines: [
          blockedRoutines(climb(random.between(150, 400) / (lifetime / HOUR_S)), { heapBytes: 600, stackBytes: 8192 }),
        ],
      });
      return {
        plan: planOf(setting, workloadOf(setting, [containerOf(setting, goProgram(plan))])),
        target: { workload: setting.name, container: setting.name },
        truths: [{ main: ['heap-leak'], cause: 'heap-leak' }],
      };
    },
  },
  {
    name: 'go-goroutine-leak',
    about: 'Goroutines wait forever; their stacks and what they retain are the growth.',
    build(random) {
      const setting = settingOf(random);
      const { limit, lifetime } = setting;
      const stackBytes = random.pick([2048, 4096, 8192]);
      const heapBytes = stackBytes * random.between(0.1, 0.35);
      const each = stackBytes * 1.05 + heapBytes * 2.2;
      const plan = goPlan(random, limit, {
        routines: [blockedRoutines(climb((0.75 * limit) / each / (lifetime / HOUR_S)), { stackBytes, heapBytes })],
      });
      return {
        plan: planOf(setting, workloadOf(setting, [containerOf(setting, goProgram(plan))])),
        target: { workload: setting.name, container: setting.name },
        truths: [{ main: ['goroutine-leak'], cause: 'goroutine-leak' }],
      };
    },
  },
];
