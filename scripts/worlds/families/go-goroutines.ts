import { KiB } from '../../../src/measurement/bytes.ts';
import type { Random } from '../../score/random.ts';
import type { Family, WorldCase } from '../family.ts';
import { times } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { baseHolder, blockedRoutines, frames, goPlan, leakHolder } from './go-parts.ts';
import { inLifetime, oneContainer, settingOf } from './setting.ts';

const GOROUTINE_LEAK = { main: ['goroutine-leak'], cause: 'goroutine-leak' } as const;

/** Leaks of goroutines and threads in Go, and of what they retain. */
export const GO_GOROUTINES: readonly Family[] = [
  {
    name: 'go-goroutine-leak',
    about: 'Goroutines wait forever; their stacks and what they retain are the growth.',
    build(random) {
      const setting = settingOf(random);
      const { limit } = setting;
      const stackBytes = random.pick([2, 4, 8]) * KiB;
      const heapBytes = stackBytes * random.between(0.1, 0.35);
      const each = stackBytes * 2.1 + heapBytes * 2.2;
      const routines = [blockedRoutines(inLifetime(setting, (0.75 * limit) / each), { stackBytes, heapBytes })];
      return oneContainer(setting, goProgram(goPlan(random, limit, { routines })), GOROUTINE_LEAK);
    },
  },
  {
    name: 'go-goroutines-proven',
    about: 'The same under Go 1.27, whose goroutineleak profile calls them leaked.',
    build: (random) => waiting(random, true),
  },
  {
    name: 'go-subscribers-in-a-map',
    about: 'Subscribers wait on channels that a package-level map holds: goroutineleak is silent about them.',
    build: (random) => waiting(random, false),
  },
  {
    name: 'go-goroutines-with-tickers',
    about: 'Blocked goroutines with a ticker each: stacks are half of the growth, their timers and channels the rest.',
    build(random) {
      const setting = settingOf(random);
      const { limit } = setting;
      const heapBytes = random.between(1.2, 2.2) * KiB;
      const stackBytes = 2 * KiB;
      const routines = [
        blockedRoutines(inLifetime(setting, (0.75 * limit) / (stackBytes * 2.1 + heapBytes * 2.2)), {
          stackBytes,
          heapBytes,
          objects: 4,
          stack: [
            'runtime.gopark /usr/local/go/src/runtime/proc.go:435',
            'runtime.selectgo /usr/local/go/src/runtime/select.go:351',
            'github.com/acme/markets/internal/watch.(*Watcher).loop /build/internal/watch/watch.go:61',
          ],
          allocatedBy: frames(['internal/watch.New', 'internal/watch/watch.go', 38]),
        }),
      ];
      // Without profiles nothing says that the heap belongs to the goroutines: then both names are right.
      const profiles = random.chance(0.6);
      const truth = profiles ? GOROUTINE_LEAK : { ...GOROUTINE_LEAK, main: ['goroutine-leak', 'heap-leak'] };
      return oneContainer(setting, goProgram(goPlan(random, limit, { routines, profiles })), truth);
    },
  },
  {
    name: 'go-unclosed-bodies',
    about: 'Response bodies that are not closed: two goroutines, buffers and a socket for each.',
    build(random) {
      const setting = settingOf(random);
      const { limit } = setting;
      const each = { stack: 4 * KiB, heap: random.between(4, 9) * KiB, kernel: 1.5 * KiB };
      const count = inLifetime(setting, (0.75 * limit) / (each.stack * 2.1 + each.heap * 2.2 + each.kernel / 2));
      const routines = [
        blockedRoutines(count, {
          stackBytes: each.stack,
          heapBytes: each.heap,
          objects: 7,
          stack: [
            'runtime.gopark /usr/local/go/src/runtime/proc.go:435',
            'runtime.selectgo /usr/local/go/src/runtime/select.go:351',
            'net/http.(*persistConn).writeLoop /usr/local/go/src/net/http/transport.go:2600',
          ],
          allocatedBy: [
            'net/http.(*Transport).dialConn /usr/local/go/src/net/http/transport.go:1945',
            'net/http.(*Transport).dialConnFor /usr/local/go/src/net/http/transport.go:1615',
          ],
        }),
      ];
      const outside = [{ part: 'kernel', cause: 'goroutine-leak', bytes: times(each.kernel / 2, count) }] as const;
      const plan = goPlan(random, limit, { routines, outside, sockets: times(0.5, count) });
      return oneContainer(setting, goProgram(plan), { ...GOROUTINE_LEAK, main: ['goroutine-leak', 'heap-leak'] });
    },
  },
  {
    name: 'go-few-goroutines-beside-heap',
    about: 'Some 250 goroutines with 2 MiB of stacks gather beside a heap leak many times their size.',
    build(random) {
      const setting = settingOf(random);
      const { limit } = setting;
      const count = inLifetime(setting, random.between(150, 400));
      const routines = [blockedRoutines(count, { heapBytes: 600, stackBytes: 8 * KiB })];
      const holders = [baseHolder(0.05 * limit), leakHolder(inLifetime(setting, (0.8 * limit) / 2.2))];
      return oneContainer(setting, goProgram(goPlan(random, limit, { holders, routines })), {
        main: ['heap-leak'],
        cause: 'heap-leak',
      });
    },
  },
  {
    name: 'go-threads',
    about: 'Calls into C that never come back: each keeps a thread.',
    build(random) {
      const setting = settingOf(random, { limits: [192, 256, 384, 512] });
      const { limit } = setting;
      const each = random.between(60, 120) * KiB;
      const count = inLifetime(setting, (0.75 * limit) / each);
      const outside = [
        { part: 'threads', cause: 'thread-leak', bytes: times(0.8 * each, count) },
        { part: 'kernel', cause: 'thread-leak', bytes: times(0.2 * each, count) },
      ] as const;
      const threads = (age: number, now: number) => 14 + count(age, now);
      return oneContainer(setting, goProgram(goPlan(random, limit, { outside, threads })), {
        main: ['thread-leak'],
        also: ['native-growth'],
        cause: 'thread-leak',
      });
    },
  },
];

function waiting(random: Random, provable: boolean): WorldCase {
  const setting = settingOf(random);
  const { limit } = setting;
  const stackBytes = random.pick([2, 4, 8]) * KiB;
  const heapBytes = stackBytes * random.between(0.05, 0.3);
  const count = inLifetime(setting, (0.75 * limit) / (stackBytes * 2.1 + heapBytes * 2.2));
  const routines = [blockedRoutines(count, { stackBytes, heapBytes, provable })];
  return oneContainer(
    setting,
    goProgram(goPlan(random, limit, { routines, profiles: true, leakProfile: true })),
    GOROUTINE_LEAK,
  );
}
