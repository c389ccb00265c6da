import type { Family, WorldCase } from '../family.ts';
import { fills, HOUR_S, type Law, level, type Seconds, sum, times, wave } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { nativeProgram } from '../programs/native.ts';
import { baseHolder, cacheHolder, goPlan, leakHolder } from './go-parts.ts';
import {
  containerOf,
  inLifetime,
  oneContainer,
  planOf,
  REVISION,
  type Setting,
  settingOf,
  workloadOf,
} from './setting.ts';

/** Nothing between two moments of the clock grows before the first, and all of it stays after the second. */
function between(amount: number, from: Seconds, to: Seconds): Law {
  return (_age, now) => amount * Math.min(1, Math.max(0, (now - from) / (to - from)));
}

/** What changed, and how it went on: an end, a campaign, a smaller limit, a rollback. */
export const CHANGES: readonly Family[] = [
  {
    name: 'growth-that-stopped',
    about:
      'Long after its start a job keeps what it reads, then the job ends; memory stays where it is, the traffic goes on.',
    build(random) {
      const setting = settingOf(random, { lifetime: [4, 6], runs: [3.6, 4], replicas: [1, 2], alone: true });
      const { limit, start, end } = setting;
      const at = (share: number) => start + share * (end - start);
      const [from, to] = [at(random.between(0.2, 0.3)), at(random.between(0.45, 0.55))];
      const kept = between(limit * random.between(0.15, 0.25), from, to);
      const go = random.chance(0.5);
      const program = go
        ? goProgram(
            goPlan(random, limit, { holders: [baseHolder(0.06 * limit), cacheHolder(times(0.5, kept), 'heap-leak')] }),
          )
        : nativeProgram({
            holders: [
              { cause: 'base', bytes: fills(0.2 * limit, 120) },
              { cause: 'native-growth', bytes: kept },
            ],
            metrics: 'process',
          });
      const world = oneContainer(
        setting,
        program,
        {
          main: go ? ['heap-leak'] : ['native-growth', 'not-enough-data'],
          also: ['no-growth'],
          decidable: () => false,
        },
        { requests: sum(level(60), wave(20, 5 * HOUR_S, 0)), scrape: 'monitor' },
      );
      return {
        ...world,
        truths: [
          world.truths[0],
          { from: to, main: ['no-growth'], decidable: (now) => now > to + 0.4 * (to - from) + HOUR_S },
        ],
        moments: [at(0.42), at(0.75), at(0.85), at(0.93), end - 1],
      };
    },
  },
  {
    name: 'traffic-stays-up',
    about: 'The traffic rises to two or three times what it was, and stays; memory goes with it.',
    build(random) {
      const setting = settingOf(random, { lifetime: [4, 6], runs: [3, 4], alone: true });
      const { limit, start, end } = setting;
      const at = (share: number) => start + share * (end - start);
      const [from, to] = [at(random.between(0.25, 0.35)), at(random.between(0.4, 0.55))];
      const more = random.between(1.2, 2);
      const ripple = wave(0.25, (end - start) / random.between(3, 5), random.between(0, 1));
      const rate: Law = (age, now) => (1 + ripple(age, now)) * (1 + between(more, from, to)(age, now));
      const holders = [baseHolder(0.05 * limit), cacheHolder(times(limit * random.between(0.05, 0.08), rate))];
      return oneContainer(
        setting,
        goProgram(goPlan(random, limit, { holders })),
        { main: ['load-driven'], also: ['no-growth', 'warm-up'], decidable: (now) => now > to + 0.1 * (end - start) },
        { requests: times(40, rate), scrape: 'monitor' },
      );
    },
  },
  {
    name: 'limit-lowered',
    about: 'Level for hours; then the limit is lowered below what the service needs, and the kills begin.',
    build(random) {
      const setting = settingOf(random, {
        lifetime: [1, 2],
        runs: [5, 7],
        replicas: [1, 3],
        limits: [256, 512],
        alone: true,
      });
      const { limit, start, end, name, container: own, lifetime } = setting;
      const at = start + (end - start) * random.between(0.45, 0.6);
      const limits = [
        { from: 0, bytes: 2 * limit },
        { from: at, bytes: limit },
      ];
      const holders = [{ cause: 'base', bytes: fills(limit * random.between(1.1, 1.3), 0.15 * lifetime) }] as const;
      const container = containerOf(setting, nativeProgram({ holders, metrics: 'process' }), { limits });
      return {
        plan: planOf(setting, workloadOf(setting, [container], { rollingRestarts: [at] })),
        target: { workload: name, container: own },
        truths: [
          { main: ['no-growth', 'warm-up'] },
          { from: at, main: ['limit-too-small'], decidable: (now) => now > at + 1.5 * lifetime },
        ],
      };
    },
  },
  {
    name: 'fixed-by-rollback',
    about: 'A release leaks until its pods are killed; the one before it is rolled out again, and its pods are level.',
    build: (random) => rolledBack(settingOf(random, { lifetime: [1, 2.5], replicas: [2, 3], alone: true })),
  },
];

function rolledBack(drawn: Setting): WorldCase {
  const { end, lifetime, name, container: own, limit, random } = drawn;
  const setting = { ...drawn, start: end - 6.5 * lifetime, kind: 'Deployment' } as const;
  const [bad, back] = [setting.start + 1.5 * lifetime, setting.start + 4.1 * lifetime];
  const revisions = [
    { from: setting.start, name: REVISION },
    { from: bad, name: 'c03d5e8' },
    { from: back, name: REVISION },
  ];
  const bare = random.chance(0.5);
  const leak = inLifetime(setting, 0.7 * limit);
  const container = containerOf(
    setting,
    (run) => {
      const leaks = run.revision !== REVISION;
      const holders = [
        { cause: 'base', bytes: fills(0.25 * limit, 120) } as const,
        ...(leaks ? [{ cause: 'native-growth', bytes: leak } as const] : []),
      ];
      return bare
        ? nativeProgram({ holders, metrics: 'process' })(run)
        : goProgram(
            goPlan(random, limit, {
              holders: [baseHolder(0.06 * limit), ...(leaks ? [leakHolder(times(0.5, leak))] : [])],
            }),
          )(run);
    },
    { buildInfo: true },
  );
  return {
    plan: planOf(setting, workloadOf(setting, [container], { revisions })),
    target: { workload: name, container: own },
    truths: [
      { main: ['no-growth', 'warm-up'] },
      {
        from: bad,
        main: bare ? ['native-growth', 'not-enough-data'] : ['heap-leak'],
        cause: bare ? 'native-growth' : 'heap-leak',
        also: ['no-growth', 'warm-up'],
      },
      { from: back, main: ['no-growth', 'warm-up'], decidable: (now) => now > back + lifetime },
    ],
    moments: [bad - 60, bad + 2 * lifetime, back + 1.2 * lifetime, back + 1.8 * lifetime, end - 1],
  };
}
