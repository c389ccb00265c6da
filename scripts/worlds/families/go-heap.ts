import { MiB } from '../../../src/measurement/bytes.ts';
import type { Family } from '../family.ts';
import { climb, fills, HOUR_S, level, stairs, sum, wave } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { baseHolder, cacheHolder, goPlan, leakHolder } from './go-parts.ts';
import { inLifetime, oneContainer, settingOf } from './setting.ts';

const HEAP_LEAK = { main: ['heap-leak'], cause: 'heap-leak' } as const;

/** Of the limit, what a leak brings to it beside the base. */
const FILLED = 0.8;
/** What a live byte costs under GOGC=100: as much room again, and what the scavenger keeps. */
const PER_LIVE = 2.2;

/** Leaks of Go's heap, under garbage of several kinds. */
export const GO_HEAP: readonly Family[] = [
  {
    name: 'go-heap-leak',
    about: 'A map that only grows, under ordinary garbage.',
    build(random) {
      const setting = settingOf(random);
      const { limit, lifetime } = setting;
      const perHour = (FILLED * limit) / PER_LIVE / (lifetime / HOUR_S);
      const grows = random.chance(0.8) ? climb(perHour) : stairs(perHour, lifetime / 12);
      const holders = [baseHolder(0.05 * limit), leakHolder(grows)];
      return oneContainer(setting, goProgram(goPlan(random, limit, { holders })), HEAP_LEAK);
    },
  },
  {
    name: 'go-heap-leak-gogc-200',
    about: 'The same with GOGC=200: most of the growth is room that the collector is due.',
    build(random) {
      const setting = settingOf(random);
      const { limit } = setting;
      const holders = [baseHolder(0.05 * limit), leakHolder(inLifetime(setting, (FILLED * limit) / 3.3))];
      return oneContainer(setting, goProgram(goPlan(random, limit, { gogc: 200, holders })), HEAP_LEAK);
    },
  },
  {
    name: 'go-heap-leak-slow',
    about: 'A leak that takes days to the limit: no kill in the day that is looked at.',
    build(random) {
      const setting = settingOf(random, { lifetime: [30, 60], runs: [1, 2] });
      const { limit } = setting;
      const holders = [baseHolder(0.06 * limit), leakHolder(inLifetime(setting, (FILLED * limit) / PER_LIVE))];
      return oneContainer(setting, goProgram(goPlan(random, limit, { holders })), HEAP_LEAK);
    },
  },
  {
    name: 'go-heap-leak-short-runs',
    about: 'Runs of three to eight minutes: a handful of collections and of samples each.',
    build(random) {
      const setting = settingOf(random, { lifetime: [0.06, 0.14], limits: [192, 256, 384, 512] });
      const { limit } = setting;
      const holders = [baseHolder(0.06 * limit, 20), leakHolder(inLifetime(setting, limit / PER_LIVE))];
      return oneContainer(setting, goProgram(goPlan(random, limit, { holders })), HEAP_LEAK);
    },
  },
  {
    name: 'go-heap-leak-many-runs',
    about: 'A day of runs of some half an hour: steps of a day-long picture straddle restarts.',
    build(random) {
      const setting = settingOf(random, {
        lifetime: [0.4, 0.9],
        runs: [40, 50],
        replicas: [1, 1],
        monitoring: { scrape: 30 },
      });
      const { limit } = setting;
      const holders = [baseHolder(0.06 * limit, 60), leakHolder(inLifetime(setting, (FILLED * limit) / PER_LIVE))];
      return oneContainer(setting, goProgram(goPlan(random, limit, { holders })), HEAP_LEAK);
    },
  },
  {
    name: 'go-heap-leak-under-load',
    about: 'A leak beside live heap that follows the traffic of the day.',
    build(random) {
      const setting = settingOf(random, { lifetime: [3, 5], runs: [2.3, 3.2] });
      const { limit, lifetime } = setting;
      const period = lifetime * random.between(0.5, 0.9);
      const phase = random.between(0, 1);
      const holders = [
        baseHolder(0.05 * limit),
        cacheHolder(wave(0.08 * limit, period, phase)),
        leakHolder(inLifetime(setting, (0.75 * limit) / PER_LIVE)),
      ];
      const requests = sum(level(10), wave(60, period, phase));
      return oneContainer(setting, goProgram(goPlan(random, limit, { holders })), HEAP_LEAK, { requests });
    },
  },
  {
    name: 'go-heap-leak-rare-collections',
    about: 'Little garbage: the collector runs only because two minutes have passed, or the live heap has doubled.',
    build(random) {
      const setting = settingOf(random, { lifetime: [1, 5] });
      const { limit } = setting;
      const holders = [baseHolder(0.08 * limit), leakHolder(inLifetime(setting, 0.55 * limit))];
      return oneContainer(
        setting,
        goProgram(goPlan(random, limit, { holders, garbage: level(0.15 * MiB) })),
        HEAP_LEAK,
      );
    },
  },
  {
    name: 'gogc-off',
    about:
      'GOGC=off, GOMEMLIMIT below the limit: RSS stands at the goal from the first minutes, the live heap climbs to it.',
    build(random) {
      const setting = settingOf(random, { lifetime: [2, 5] });
      const { limit } = setting;
      const memlimit = limit * random.between(0.85, 0.92);
      const holders = [baseHolder(0.1 * limit, 60), leakHolder(inLifetime(setting, 0.85 * limit))];
      const garbage = level((limit / MiB / random.between(8, 20)) * MiB);
      return oneContainer(
        setting,
        goProgram(goPlan(random, limit, { gogc: 'off', memlimit, holders, garbage })),
        HEAP_LEAK,
      );
    },
  },
  {
    name: 'go-heap-leak-under-memlimit',
    about:
      'GOMEMLIMIT at nine tenths of the limit, as it is advised: memory stands there while the live heap climbs on.',
    build(random) {
      const setting = settingOf(random);
      const { limit } = setting;
      const holders = [baseHolder(0.06 * limit), leakHolder(inLifetime(setting, 0.88 * limit))];
      return oneContainer(setting, goProgram(goPlan(random, limit, { memlimit: 0.9 * limit, holders })), HEAP_LEAK);
    },
  },
  {
    name: 'go-heap-leak-into-swap',
    about: 'The limit on memory is met by swap: RSS stands still, swap and the live heap go on.',
    build(random) {
      const setting = settingOf(random, { lifetime: [2, 4], monitoring: { cgroup: 2 } });
      const { limit } = setting;
      const holders = [baseHolder(0.08 * limit), leakHolder(inLifetime(setting, (1.7 * limit) / PER_LIVE))];
      const truth = { ...HEAP_LEAK, also: ['swap'] };
      return oneContainer(setting, goProgram(goPlan(random, limit, { holders })), truth, { swap: limit });
    },
  },
  {
    name: 'go-heap-and-native',
    about: 'Two leaks at once, of the heap and of C allocations, one 1.2 to 2 times the other.',
    build(random) {
      const setting = settingOf(random);
      const { limit } = setting;
      const heap = random.chance(0.5);
      const larger = FILLED * random.between(0.55, 0.66);
      const share = heap ? larger : FILLED - larger;
      const holders = [baseHolder(0.05 * limit), leakHolder(inLifetime(setting, (share * limit) / PER_LIVE))];
      const native = inLifetime(setting, (FILLED - share) * limit);
      const outside = [{ part: 'native', cause: 'native-growth', bytes: native }] as const;
      const main = heap ? 'heap-leak' : 'native-growth';
      // Fifteen points between them are enough to name the first; less, and both names are right.
      const near = larger / FILLED < 0.58;
      return oneContainer(setting, goProgram(goPlan(random, limit, { holders, outside })), {
        main: near ? ['heap-leak', 'native-growth'] : [main],
        cause: main,
      });
    },
  },
  {
    name: 'go-cgo-beside-cache',
    about: 'C.malloc leaks beside a healthy cache that warms up and explains 4 to 27 % of the growth.',
    build(random) {
      const setting = settingOf(random);
      const { limit, lifetime } = setting;
      const cache = fills(limit * random.between(0.03, 0.09), lifetime * random.scaled(0.15, 1.5));
      const outside = [{ part: 'native', cause: 'native-growth', bytes: inLifetime(setting, 0.7 * limit) }] as const;
      const holders = [baseHolder(0.04 * limit), cacheHolder(cache)];
      return oneContainer(setting, goProgram(goPlan(random, limit, { holders, outside })), {
        main: ['native-growth'],
        cause: 'native-growth',
      });
    },
  },
  {
    name: 'go-anonymous-mmap',
    about: 'A library maps anonymous memory for itself in steps and never unmaps it.',
    build(random) {
      const setting = settingOf(random);
      const { limit, lifetime } = setting;
      const steps = stairs((0.8 * limit) / (lifetime / HOUR_S), lifetime / random.whole(15, 60));
      const outside = [{ part: 'native', cause: 'native-growth', bytes: steps }] as const;
      return oneContainer(setting, goProgram(goPlan(random, limit, { outside })), {
        main: ['native-growth'],
        cause: 'native-growth',
      });
    },
  },
];
