import { MiB } from '../../../src/measurement/bytes.ts';
import type { Family } from '../family.ts';
import { HOUR_S, level, stairs } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { baseHolder, goPlan } from './go-parts.ts';
import { oneContainer, settingOf } from './setting.ts';

/** Memory of Go that is no leak of its heap: garbage not collected, pages not given back. */
export const GO_COLLECTOR: readonly Family[] = [
  {
    name: 'go-gogc-high',
    about: 'GOGC=400 or more under a small limit: the next goal lies above the limit, the climb is garbage.',
    build(random) {
      const setting = settingOf(random, { lifetime: [0.06, 0.1], runs: [6, 9], limits: [192, 256, 384, 512] });
      const { limit } = setting;
      const live = limit * random.between(0.24, 0.32);
      const garbage = level(((limit - live) / 120) * random.between(1.15, 1.8));
      const plan = goPlan(random, limit, {
        gogc: random.pick([400, 600, 800]),
        holders: [baseHolder(live, random.between(60, 160))],
        garbage,
        roomCause: 'gc-misconfigured',
      });
      return oneContainer(setting, goProgram(plan), { main: ['gc-misconfigured'], cause: 'gc-misconfigured' });
    },
  },
  {
    name: 'go-memlimit-too-low',
    about: 'GOMEMLIMIT hardly above the live heap: the collector runs without end, memory stands still.',
    build(random) {
      const setting = settingOf(random, { lifetime: [2, 5] });
      const { limit, start } = setting;
      const live = limit * random.between(0.25, 0.4);
      const plan = goPlan(random, limit, {
        memlimit: live * random.between(0.7, 1),
        holders: [baseHolder(live, 60)],
        garbage: level(random.between(20, 60) * MiB),
      });
      return oneContainer(setting, goProgram(plan), {
        main: ['gc-misconfigured'],
        decidable: (at) => at > start + HOUR_S,
      });
    },
  },
  {
    name: 'released-stays',
    about: 'The live heap is level; pages that Go released stay resident and gather.',
    build(random) {
      const setting = settingOf(random);
      const { limit, lifetime } = setting;
      const spikes = stairs((0.8 * limit) / (lifetime / HOUR_S), lifetime / random.whole(20, 60));
      const plan = goPlan(random, limit, { keepsReleased: true, spikes, garbage: level(4 * MiB) });
      return oneContainer(setting, goProgram(plan), { main: ['memory-kept'], cause: 'memory-kept' });
    },
  },
];
