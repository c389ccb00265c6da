import { KiB, MiB } from '../../../src/measurement/bytes.ts';
import type { Family } from '../family.ts';
import { fills, type Law, level, times } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { helpersProgram } from '../programs/helpers.ts';
import { nativeProgram } from '../programs/native.ts';
import { preforkProgram } from '../programs/prefork.ts';
import type { Start } from '../programs/program.ts';
import { pythonProgram } from '../programs/python.ts';
import { baseHolder, goPlan } from './go-parts.ts';
import { inLifetime, oneContainer, type Setting, settingOf } from './setting.ts';

const SHARED = { main: ['shared-memory'], cause: 'shared-memory' } as const;
const KERNEL = { main: ['kernel-memory'], cause: 'kernel-memory' } as const;

/** Memory that no process owns. */
export const CGROUP: readonly Family[] = [
  {
    name: 'tmpfs-volume',
    about:
      'Files in a memory-backed volume grow to the limit; what is killed leaves them to the pod, and the next run dies early.',
    build(random) {
      const setting = settingOf(random, {
        alone: true,
        lifetime: [1, 4],
        runs: [1.3, 2],
        monitoring: { activeFile: true },
      });
      return oneContainer(setting, writesFiles(setting), SHARED);
    },
  },
  {
    name: 'tmpfs-without-active-file',
    about: 'The same where the kubelet does not export active file pages: only the kills say that it is no page cache.',
    build(random) {
      const setting = settingOf(random, {
        alone: true,
        lifetime: [1, 4],
        runs: [1.3, 2],
        monitoring: { activeFile: false },
      });
      return oneContainer(setting, writesFiles(setting), {
        ...SHARED,
        alsoBeforeKill: ['not-enough-data', 'page-cache'],
      });
    },
  },
  {
    name: 'left-in-the-pod',
    about:
      'One run wrote a large file into memory and was killed; the next ones need half of the limit, and die below it.',
    build(random) {
      const setting = settingOf(random, {
        alone: true,
        lifetime: [1, 2],
        runs: [2.5, 4],
        monitoring: { activeFile: true },
      });
      const { limit, start, lifetime } = setting;
      const rss = fills(0.42 * limit, 300);
      const program: Start = (run) =>
        nativeProgram({
          holders: [{ cause: 'base', bytes: rss }],
          outside: [
            {
              part: 'shared',
              cause: 'shared-memory',
              bytes: run.leftBehind > 0 ? level(0) : dumped(0.62 * limit, lifetime / 2),
            },
          ],
          metrics: 'none',
        })(run);
      return oneContainer(
        setting,
        program,
        { main: ['shared-memory'], decidable: (at) => at > start + lifetime * 1.3 },
        { scrape: undefined, buildInfo: false },
      );
    },
  },
  {
    name: 'kernel-memory',
    about:
      'RSS and page cache are level; memory of the kernel (sockets, dentries) grows to the limit. cgroup v1 says so.',
    build(random) {
      const setting = settingOf(random, { alone: true, monitoring: { cgroup: 1, keeps: 'all' } });
      return oneContainer(setting, fillsKernel(setting, random.chance(0.5)), KERNEL);
    },
  },
  {
    name: 'kernel-memory-v2',
    about: 'The same under cgroup v2, where kernel_usage is 0: only what nothing else explains is left.',
    build(random) {
      const setting = settingOf(random, { alone: true, monitoring: { cgroup: 2 } });
      return oneContainer(setting, fillsKernel(setting, random.chance(0.5)), KERNEL);
    },
  },
  {
    name: 'bare-swap',
    about: 'A program without metrics outgrows its limit into swap, which cAdvisor shows.',
    build(random) {
      const setting = settingOf(random, { alone: true, lifetime: [2, 4], monitoring: { cgroup: 2, keeps: 'all' } });
      const { limit, start, lifetime } = setting;
      const holders = [
        { cause: 'base', bytes: level(0.3 * limit) },
        { cause: 'native-growth', bytes: inLifetime(setting, 1.6 * limit) },
      ] as const;
      return oneContainer(
        setting,
        nativeProgram({ holders, metrics: 'none' }),
        { main: ['swap', 'not-enough-data'], also: ['native-growth'], decidable: (at) => at > start + 0.7 * lifetime },
        { swap: limit, scrape: undefined, buildInfo: false },
      );
    },
  },
  {
    name: 'children-killed',
    about: 'Children of a living main process leak; the kernel kills the largest, nothing restarts.',
    build(random) {
      const setting = settingOf(random, { alone: true, lifetime: [1, 2.5], runs: [3, 5], monitoring: { cgroup: 1 } });
      const { limit, lifetime, start } = setting;
      const children = 4;
      const leak = inLifetime(setting, (0.75 * limit) / children);
      const main = pythonProgram({
        holders: [{ cause: 'base', bytes: level(12 * MiB) }],
        metrics: 'prometheus_client',
      });
      return oneContainer(
        setting,
        preforkProgram(main, children, leak, 0.03 * limit),
        { main: ['not-enough-data', 'native-growth'], decidable: (at) => at > start + 1.5 * lifetime },
        { childrenDie: true },
      );
    },
  },
  {
    name: 'helper-processes',
    about: 'A service that stands still starts helper processes that never end.',
    build(random) {
      const setting = settingOf(random, { alone: true, lifetime: [0.7, 3] });
      const { limit } = setting;
      const each = random.between(3, 12) * MiB;
      const main = goProgram(goPlan(random, limit, { holders: [baseHolder(0.06 * limit)], garbage: level(4 * MiB) }));
      const number = inLifetime(setting, (0.75 * limit) / each);
      return oneContainer(setting, helpersProgram(main, number, each), {
        main: ['native-growth'],
        cause: 'native-growth',
      });
    },
  },
  {
    name: 'page-cache',
    about: 'Files are read without end: the working set stands near the limit, and the kernel gives it back.',
    build(random) {
      const setting = settingOf(random, {
        alone: true,
        lifetime: [3, 6],
        runs: [2, 4],
        monitoring: { activeFile: true },
      });
      const { limit } = setting;
      const read = fills(0.9 * limit, setting.lifetime * 0.3);
      const plan = goPlan(random, limit, { activeFile: times(0.8, read), inactiveFile: times(0.9, read) });
      return oneContainer(setting, goProgram(plan), { main: ['page-cache'], also: ['no-growth', 'warm-up'] });
    },
  },
];

/** Written within a minute at an age, and there since. */
function dumped(bytes: number, at: number): Law {
  return (age) => Math.min(bytes, Math.max(0, ((age - at) / 60) * bytes));
}

function writesFiles(setting: Setting): Start {
  const { random, limit } = setting;
  const plan = goPlan(random, limit, {
    holders: [baseHolder(0.08 * limit, 150)],
    outside: [{ part: 'shared', cause: 'shared-memory', bytes: inLifetime(setting, 0.75 * limit) }],
  });
  return goProgram(plan);
}

function fillsKernel(setting: Setting, sockets: boolean): Start {
  const { random, limit } = setting;
  const grown = inLifetime(setting, 0.78 * limit);
  const count: Law = (age, now) => 20 + grown(age, now) / (24 * KiB);
  const plan = goPlan(random, limit, {
    holders: [baseHolder(0.06 * limit)],
    garbage: level(4 * MiB),
    outside: [{ part: 'kernel', cause: 'kernel-memory', bytes: grown }],
    ...(sockets ? { sockets: count } : {}),
  });
  return goProgram(plan);
}
