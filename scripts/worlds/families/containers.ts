import { MiB } from '../../../src/measurement/bytes.ts';
import type { Family } from '../family.ts';
import { climb, HOUR_S, level } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { nativeProgram } from '../programs/native.ts';
import { baseHolder, goPlan, leakHolder } from './go-parts.ts';
import { containerOf, planOf, settingOf, workloadOf } from './setting.ts';

export const CONTAINERS: readonly Family[] = [
  {
    name: 'side-car-with-live-heap',
    about:
      'The app leaks heap with default metrics; a healthy side-car serves go_gc_heap_live_bytes, which the app does not.',
    build(random) {
      const setting = settingOf(random);
      const { limit, lifetime } = setting;
      const app = goPlan(random, limit, {
        metrics: 'default',
        holders: [baseHolder(0.05 * limit), leakHolder(climb((0.8 * limit) / 2.2 / (lifetime / HOUR_S)))],
      });
      const side = goPlan(random, 128 * MiB, {
        metrics: 'newer',
        holders: [baseHolder(9 * MiB)],
        profiles: false,
        garbage: level(MiB),
      });
      const sideCar = {
        name: 'metrics-agent',
        limits: [{ from: 0, bytes: 128 * MiB }],
        start: goProgram(side),
        scrape: 'monitor',
      } as const;
      return {
        plan: planOf(
          setting,
          workloadOf(setting, [containerOf(setting, goProgram(app), { scrape: 'monitor' }), sideCar]),
        ),
        target: { workload: setting.name, container: setting.name },
        truths: [{ main: ['heap-leak'], cause: 'heap-leak' }],
      };
    },
  },
  {
    name: 'side-car-steals-runtime',
    about: 'A container without metrics of its own leaks; a Go side-car in the pod serves go_*.',
    build(random) {
      const setting = settingOf(random);
      const { limit, lifetime } = setting;
      const app = nativeProgram({
        holders: [
          { cause: 'base', bytes: level(0.15 * limit) },
          { cause: 'native-growth', bytes: climb((0.8 * limit) / (lifetime / HOUR_S)) },
        ],
        metrics: 'none',
      });
      const side = goPlan(random, 128 * MiB, {
        metrics: 'default',
        holders: [baseHolder(9 * MiB)],
        profiles: false,
        garbage: level(MiB),
      });
      const sideCar = {
        name: 'exporter',
        limits: [{ from: 0, bytes: 128 * MiB }],
        start: goProgram(side),
        scrape: random.chance(0.5) ? 'monitor' : 'annotations',
      } as const;
      return {
        plan: planOf(
          setting,
          workloadOf(setting, [containerOf(setting, app, { scrape: undefined, buildInfo: false }), sideCar]),
        ),
        target: { workload: setting.name, container: setting.name },
        truths: [{ main: ['not-enough-data'], cause: 'native-growth' }],
      };
    },
  },
  {
    name: 'limit-raised',
    about: "Leaks to its limit in each run; someone doubled the limit half-way. The StatefulSet keeps its pods' names.",
    build(random) {
      const setting = settingOf(random, { lifetime: [1.5, 4], runs: [4, 6], replicas: [1, 2] });
      const { limit, lifetime, start, end } = setting;
      const raised = start + (end - start) * random.between(0.5, 0.7);
      const plan = goPlan(random, limit, {
        holders: [baseHolder(0.05 * limit), leakHolder(climb((0.8 * limit) / 2.2 / (lifetime / HOUR_S)))],
      });
      const container = containerOf(setting, goProgram(plan), {
        limits: [
          { from: 0, bytes: limit },
          { from: raised, bytes: 2 * limit },
        ],
      });
      return {
        plan: planOf(setting, workloadOf(setting, [container], { kind: 'StatefulSet', rollingRestarts: [raised] })),
        target: { workload: setting.name, container: setting.name },
        truths: [{ main: ['heap-leak'], cause: 'heap-leak' }],
      };
    },
  },
];
