import { MiB } from '../../../src/measurement/bytes.ts';
import type { Family } from '../family.ts';
import { fills, level } from '../law.ts';
import { nativeProgram } from '../programs/native.ts';
import { pythonProgram } from '../programs/python.ts';
import { inLifetime, oneContainer, settingOf, type Wanted } from './setting.ts';

const PYTHON: Wanted = { limits: [256, 384, 512, 768, 1024], lifetime: [1, 4] };
const base = (limit: number) => ({ cause: 'base', bytes: fills(0.1 * limit, 90) }) as const;

export const PYTHON_FAMILIES: readonly Family[] = [
  {
    name: 'python-traced-leak',
    about: 'A dictionary that only grows, traced; tracemalloc’s own tables grow with it.',
    build(random) {
      const setting = settingOf(random, PYTHON);
      const { limit } = setting;
      const tracing = random.between(0.5, 1.2);
      const holders = [
        base(limit),
        { cause: 'heap-leak', bytes: inLifetime(setting, (0.62 * limit) / (1.06 + tracing)) },
      ] as const;
      return oneContainer(setting, pythonProgram({ holders, tracing, metrics: 'prometheus_client' }), {
        main: ['heap-leak'],
        cause: 'heap-leak',
      });
    },
  },
  {
    name: 'python-untraced-leak',
    about: 'The same without tracemalloc: that memory grows is all that metrics can say.',
    build(random) {
      const setting = settingOf(random, PYTHON);
      const { limit } = setting;
      const holders = [base(limit), { cause: 'heap-leak', bytes: inLifetime(setting, 0.65 * limit) }] as const;
      return oneContainer(setting, pythonProgram({ holders, metrics: 'prometheus_client' }), {
        main: ['not-enough-data'],
        cause: 'heap-leak',
      });
    },
  },
  {
    name: 'python-native',
    about: 'malloc through ctypes: what tracemalloc traces fills up early and stays.',
    build(random) {
      const setting = settingOf(random, PYTHON);
      const { limit, lifetime } = setting;
      const holders = [{ cause: 'base', bytes: fills(0.1 * limit, lifetime * random.scaled(0.05, 1.2)) }] as const;
      const outside = [{ part: 'native', cause: 'native-growth', bytes: inLifetime(setting, 0.7 * limit) }] as const;
      const plan = { holders, outside, tracing: random.between(0.3, 0.8), metrics: 'prometheus_client' } as const;
      return oneContainer(setting, pythonProgram(plan), { main: ['native-growth'], cause: 'native-growth' });
    },
  },
  {
    name: 'python-threads',
    about: 'Threads that wait forever, beside a level traced heap.',
    build(random) {
      const setting = settingOf(random, { ...PYTHON, limits: [256, 384] });
      const { limit } = setting;
      const leakedThreads = inLifetime(setting, (0.7 * limit) / (0.11 * MiB));
      const plan = { holders: [base(limit)], leakedThreads, tracing: 0.5, metrics: 'prometheus_client' } as const;
      return oneContainer(setting, pythonProgram(plan), {
        main: ['thread-leak'],
        also: ['native-growth'],
        cause: 'thread-leak',
      });
    },
  },
  {
    name: 'python-threads-untraced',
    about: 'The same where nothing traces objects: the number of threads explains what grew.',
    build(random) {
      const setting = settingOf(random, { ...PYTHON, limits: [256, 384] });
      const { limit } = setting;
      const leakedThreads = inLifetime(setting, (0.7 * limit) / (0.11 * MiB));
      const plan = { holders: [base(limit)], leakedThreads, metrics: 'prometheus_client' } as const;
      return oneContainer(setting, pythonProgram(plan), {
        main: ['thread-leak'],
        also: ['native-growth', 'not-enough-data'],
        cause: 'thread-leak',
      });
    },
  },
  {
    name: 'bare-leak',
    about: 'A program without a runtime that speaks of its memory leaks: C++ or Rust, with or without process metrics.',
    build(random) {
      const setting = settingOf(random);
      const { limit } = setting;
      const known = random.chance(0.5);
      const holders = [
        { cause: 'base', bytes: level(0.12 * limit) },
        { cause: 'native-growth', bytes: inLifetime(setting, 0.85 * limit) },
      ] as const;
      return oneContainer(
        setting,
        nativeProgram({ holders, metrics: known ? 'process' : 'none' }),
        { main: ['not-enough-data', 'native-growth'], cause: 'native-growth' },
        { scrape: known ? 'monitor' : undefined, buildInfo: false },
      );
    },
  },
];
