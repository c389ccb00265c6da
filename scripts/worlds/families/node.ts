import { KiB, MiB } from '../../../src/measurement/bytes.ts';
import type { Random } from '../../score/random.ts';
import type { Family } from '../family.ts';
import { fills, level, sum, times } from '../law.ts';
import { type NodePlan, nodeProgram } from '../programs/node.ts';
import { inLifetime, oneContainer, settingOf, type Wanted } from './setting.ts';

const NODE: Wanted = { limits: [256, 384, 512, 768, 1024], lifetime: [1, 4] };

function nodePlan(random: Random, limit: number, changes: Partial<NodePlan> = {}): NodePlan {
  return {
    holders: [{ cause: 'base', bytes: fills(0.08 * limit, 120) }],
    garbage: level(random.scaled(1, 12) * MiB),
    metrics: 'prom-client',
    ...changes,
  };
}

export const NODE_FAMILIES: readonly Family[] = [
  {
    name: 'node-heap-leak',
    about: 'Listeners that are never removed retain objects in V8’s heap.',
    build(random) {
      const setting = settingOf(random, NODE);
      const { limit } = setting;
      const holders = [
        { cause: 'base', bytes: fills(0.08 * limit, 120) },
        { cause: 'heap-leak', bytes: inLifetime(setting, 0.6 * limit) },
      ] as const;
      return oneContainer(setting, nodeProgram(nodePlan(random, limit, { holders })), {
        main: ['heap-leak'],
        cause: 'heap-leak',
      });
    },
  },
  {
    name: 'node-heap-out-of-memory',
    about: 'The heap grows to --max-old-space-size far below the limit, and V8 aborts: no kill, exit code 134 or 139.',
    build(random) {
      const setting = settingOf(random, { ...NODE, limits: [512, 768, 1024] });
      const { limit } = setting;
      const most = limit * random.between(0.35, 0.6);
      const holders = [
        { cause: 'base', bytes: fills(0.08 * limit, 120) },
        { cause: 'heap-leak', bytes: inLifetime(setting, 0.97 * most - 0.08 * limit) },
      ] as const;
      const exitsWith = random.pick([134, 139]);
      return oneContainer(setting, nodeProgram(nodePlan(random, limit, { holders, most, exitsWith })), {
        main: ['heap-leak'],
        cause: 'heap-leak',
      });
    },
  },
  {
    name: 'node-buffers',
    about: 'Buffers that stay: external memory, of which V8’s heap holds the handles only.',
    build(random) {
      const setting = settingOf(random, NODE);
      const { limit } = setting;
      const grown = inLifetime(setting, 0.65 * limit);
      const holders = [
        { cause: 'base', bytes: fills(0.08 * limit, 120) },
        { cause: 'native-growth', bytes: times(0.05, grown) },
      ] as const;
      const external = { cause: 'native-growth', bytes: grown } as const;
      return oneContainer(setting, nodeProgram(nodePlan(random, limit, { holders, external })), {
        main: ['native-growth'],
        cause: 'native-growth',
      });
    },
  },
  {
    name: 'node-timers',
    about: 'Timers that are never cleared, each with what its closure retains.',
    build(random) {
      const setting = settingOf(random, NODE);
      const { limit } = setting;
      const each = random.between(6, 40) * KiB;
      const handles = inLifetime(setting, (0.6 * limit) / each);
      const holders = [
        { cause: 'base', bytes: fills(0.08 * limit, 120) },
        { cause: 'handle-leak', bytes: times(each, handles) },
      ] as const;
      return oneContainer(setting, nodeProgram(nodePlan(random, limit, { holders, handles })), {
        main: ['handle-leak'],
        also: ['heap-leak'],
        cause: 'handle-leak',
      });
    },
  },
  {
    name: 'node-workers',
    about: 'Worker threads that are never terminated; the metrics are those of the main thread’s V8.',
    build(random) {
      const setting = settingOf(random, { ...NODE, limits: [512, 768, 1024] });
      const { limit } = setting;
      const each = random.between(4, 14) * MiB;
      const workers = { count: inLifetime(setting, (0.65 * limit) / each), each };
      const holders = [{ cause: 'base', bytes: fills(0.08 * limit, 120) }] as const;
      return oneContainer(setting, nodeProgram(nodePlan(random, limit, { holders, workers })), {
        main: ['thread-leak'],
        cause: 'thread-leak',
      });
    },
  },
  {
    name: 'node-addon',
    about: 'A native addon allocates and does not free: neither heap nor external memory shows it.',
    build(random) {
      const setting = settingOf(random, NODE);
      const { limit, lifetime } = setting;
      const cache = fills(limit * random.between(0.02, 0.09), lifetime * random.scaled(0.1, 1.2));
      const holders = [{ cause: 'base', bytes: sum(fills(0.08 * limit, 120), cache) }] as const;
      const outside = [{ part: 'native', cause: 'native-growth', bytes: inLifetime(setting, 0.65 * limit) }] as const;
      return oneContainer(setting, nodeProgram(nodePlan(random, limit, { outside, holders })), {
        main: ['native-growth'],
        cause: 'native-growth',
      });
    },
  },
];
