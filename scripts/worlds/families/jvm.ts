import { MiB } from '../../../src/measurement/bytes.ts';
import type { Random } from '../../score/random.ts';
import type { Family } from '../family.ts';
import { fills, type Law, level, sum } from '../law.ts';
import { type Grown, type JvmPlan, jvmProgram } from '../programs/jvm.ts';
import { inLifetime, oneContainer, type Setting, settingOf, type Wanted } from './setting.ts';

/** A JVM needs some 120 MiB beside its heap. */
const JVM: Wanted = { limits: [512, 768, 1024, 1536, 2048] };

/** A healthy JVM with a heap of half of the limit. */
function jvmPlan(random: Random, limit: number, changes: Partial<JvmPlan> = {}): JvmPlan {
  return {
    most: 0.5 * limit,
    holders: [{ cause: 'base', bytes: fills(0.1 * limit, 200) }],
    garbage: level(random.scaled(2, 20) * MiB),
    promoted: random.between(0.002, 0.02),
    metrics: random.chance(0.6) ? 'micrometer' : 'client_java',
    text: 20 * MiB,
    ...changes,
  };
}

/** A healthy cache that fills in the course of a run, or has not filled at its end. */
function warming({ random, limit, lifetime }: Setting): Grown {
  const filling = fills(limit * random.between(0.03, 0.1), lifetime * random.scaled(0.1, 1.5));
  return { cause: 'base', bytes: sum(fills(0.06 * limit, 200), filling) };
}

const HEAP_LEAK = { main: ['heap-leak'], cause: 'heap-leak' } as const;
const NATIVE = { main: ['native-growth'], cause: 'native-growth' } as const;

export const JVM_FAMILIES: readonly Family[] = [
  {
    name: 'jvm-heap-leak',
    about: 'Objects that stay, in a heap that may grow past the limit: the kernel kills.',
    build(random) {
      const setting = settingOf(random, { ...JVM, lifetime: [1, 4] });
      const { limit } = setting;
      const holders = [
        { cause: 'base', bytes: fills(0.06 * limit, 200) },
        { cause: 'heap-leak', bytes: inLifetime(setting, 0.62 * limit) },
      ] as const;
      return oneContainer(setting, jvmProgram(jvmPlan(random, limit, { most: 0.95 * limit, holders })), HEAP_LEAK);
    },
  },
  {
    name: 'jvm-heap-leak-to-xmx',
    about:
      'The heap is resident from the start (-Xms, AlwaysPreTouch): RSS is level, the live heap climbs to an OutOfMemoryError.',
    build(random) {
      const setting = settingOf(random, { ...JVM, lifetime: [2, 4] });
      const { limit } = setting;
      const most = 0.6 * limit;
      const holders = [
        { cause: 'base', bytes: fills(0.08 * limit, 200) },
        { cause: 'heap-leak', bytes: inLifetime(setting, 0.5 * limit) },
      ] as const;
      const plan = jvmPlan(random, limit, { most, pretouched: most, holders, promoted: 0.02 });
      return oneContainer(setting, jvmProgram(plan), HEAP_LEAK);
    },
  },
  {
    name: 'jvm-heap-out-of-memory',
    about:
      'The heap grows to its own maximum far below the limit, and the JVM ends itself: no kill, exit code 1, 3 or 134.',
    build(random) {
      const setting = settingOf(random, { ...JVM, limits: [1024, 1536, 2048], lifetime: [0.5, 4] });
      const { limit } = setting;
      const most = limit * random.between(0.35, 0.65);
      const holders = [
        { cause: 'base', bytes: fills(0.06 * limit, 200) },
        { cause: 'heap-leak', bytes: inLifetime(setting, 0.97 * most - 0.06 * limit) },
      ] as const;
      const exitsWith = random.pick([1, 3, 134]);
      return oneContainer(setting, jvmProgram(jvmPlan(random, limit, { most, holders, exitsWith })), HEAP_LEAK);
    },
  },
  {
    name: 'jvm-threads',
    about: 'A thread pool for each request: thousands of threads beside a level heap.',
    build(random) {
      const setting = settingOf(random, { ...JVM, limits: [512, 768], lifetime: [1, 4] });
      const { limit } = setting;
      const leakedThreads = inLifetime(setting, (0.55 * limit) / (57 * 1024));
      const plan = jvmPlan(random, limit, { most: 0.35 * limit, leakedThreads, garbage: level(3 * MiB) });
      return oneContainer(setting, jvmProgram(plan), { main: ['thread-leak'], cause: 'thread-leak' });
    },
  },
  {
    name: 'jvm-threads-beside-heap',
    about: 'Threads climb in a straight line while the heap spreads over what it was given, and hides them at first.',
    build(random) {
      const setting = settingOf(random, { ...JVM, limits: [1024, 1536], lifetime: [3, 5], runs: [2, 3] });
      const { limit } = setting;
      const leakedThreads = inLifetime(setting, (0.3 * limit) / (57 * 1024));
      const plan = jvmPlan(random, limit, {
        most: 0.55 * limit,
        leakedThreads,
        promoted: 0.004,
        garbage: level(12 * MiB),
      });
      return oneContainer(setting, jvmProgram(plan), { main: ['thread-leak'], cause: 'thread-leak' });
    },
  },
  {
    name: 'jvm-class-loaders',
    about: 'Class loaders that are never collected fill Metaspace.',
    build(random) {
      const setting = settingOf(random, { ...JVM, lifetime: [1, 4] });
      const { limit } = setting;
      const metaspace = { cause: 'native-growth', bytes: inLifetime(setting, 0.6 * limit) } as const;
      const plan = jvmPlan(random, limit, { most: 0.35 * limit, metaspace, holders: [warming(setting)] });
      return oneContainer(setting, jvmProgram(plan), NATIVE);
    },
  },
  {
    name: 'jvm-direct-buffers',
    about: 'Direct buffers that are never freed, beside a heap that warms up.',
    build(random) {
      const setting = settingOf(random, { ...JVM, lifetime: [1, 4] });
      const { limit } = setting;
      const direct = { cause: 'native-growth', bytes: inLifetime(setting, 0.6 * limit) } as const;
      const plan = jvmPlan(random, limit, { most: 0.35 * limit, direct, holders: [warming(setting)] });
      return oneContainer(setting, jvmProgram(plan), NATIVE);
    },
  },
  {
    name: 'jvm-native',
    about: 'JNI code allocates and does not free.',
    build(random) {
      const setting = settingOf(random, { ...JVM, lifetime: [1, 4] });
      const { limit } = setting;
      const outside = [{ part: 'native', cause: 'native-growth', bytes: inLifetime(setting, 0.6 * limit) }] as const;
      const plan = jvmPlan(random, limit, { most: 0.35 * limit, outside, holders: [warming(setting)] });
      return oneContainer(setting, jvmProgram(plan), NATIVE);
    },
  },
  {
    name: 'jvm-heap-past-limit',
    about:
      'MaxRAMPercentage near 100: the heap fills with garbage that needs no collection yet, and the limit is met first.',
    build(random) {
      const setting = settingOf(random, { ...JVM, limits: [512, 768, 1024], lifetime: [0.8, 2.5], runs: [4, 6] });
      const { limit, lifetime } = setting;
      const most = limit * random.between(1.6, 2);
      // Old garbage gathers to 45 % of the largest heap in the course of a run.
      const garbage = random.between(3, 8) * MiB;
      const plan = jvmPlan(random, limit, {
        most,
        garbage: level(garbage),
        promoted: (0.62 * limit) / (garbage * lifetime),
        roomCause: 'gc-misconfigured',
      });
      return oneContainer(setting, jvmProgram(plan), { main: ['gc-misconfigured'], cause: 'gc-misconfigured' });
    },
  },
  {
    name: 'jvm-fills-heap-as-traffic-rises',
    about:
      'Garbage spreads over the heap that a JVM was given in the hours in which the day’s traffic rises; it stays below the limit.',
    build(random) {
      const setting = settingOf(random, { ...JVM, lifetime: [5, 6], runs: [3, 4], alone: true });
      const { limit, start, end } = setting;
      const rises = (end - start) * random.between(0.3, 0.6);
      const more = random.between(0.8, 2);
      const requests: Law = (_age, now) => 40 * (1 + more * Math.min(1, Math.max(0, (now - start) / rises)));
      const garbage = random.between(2, 4) * MiB;
      const most = random.between(0.5, 0.65) * limit;
      const plan = jvmPlan(random, limit, {
        most,
        garbage: level(garbage),
        promoted: (0.4 * most) / (garbage * rises),
      });
      return oneContainer(
        setting,
        jvmProgram(plan),
        { main: ['no-growth', 'warm-up'], decidable: (at) => at > start + 1.3 * rises },
        { requests, scrape: 'monitor' },
      );
    },
  },
  {
    name: 'jvm-full-heap',
    about: 'A healthy JVM uses the heap that it was given, and stays below the limit.',
    build(random) {
      const setting = settingOf(random, { ...JVM, lifetime: [3, 6], runs: [2, 4] });
      const { limit } = setting;
      const plan = jvmPlan(random, limit, { most: 0.55 * limit, garbage: level(25 * MiB), promoted: 0.02 });
      return oneContainer(setting, jvmProgram(plan), { main: ['no-growth', 'warm-up'] });
    },
  },
];
