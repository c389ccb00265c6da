import { MiB } from '../../../src/measurement/bytes.ts';
import type { Exit } from '../cluster/plan.ts';
import type { Family, Truth, WorldCase } from '../family.ts';
import { HOUR_S, level, type Seconds, sum, wave } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { nativeProgram } from '../programs/native.ts';
import { baseHolder, cacheHolder, goPlan } from './go-parts.ts';
import { containerOf, oneContainer, planOf, type Setting, settingOf, workloadOf } from './setting.ts';

const RESTARTS: Truth = { main: ['restarts-not-memory'] };

/** Containers that end for other reasons than their memory, and what Kubernetes says of it. */
export const RESTARTS_FAMILIES: readonly Family[] = [
  {
    name: 'liveness-near-limit',
    about: 'Level at 86 to 92 % of the limit by design; the liveness probe kills it (exit code 137, reason Error).',
    build(random) {
      const setting = settingOf(random, { lifetime: [1, 3], runs: [4, 6], limits: [512, 1024], alone: true });
      const { limit } = setting;
      const part = random.between(0.86, 0.92);
      const program = nativeProgram({ holders: [{ cause: 'base', bytes: level(part * limit) }], metrics: 'process' });
      const { truths, ...world } = oneContainer(setting, program, decided(setting, RESTARTS), {
        exits: exits(setting, { code: 137, from: 0.3, to: 0.9 }),
      });
      // Until it was killed it is only full.
      const before: Truth = { main: ['limit-too-small', 'no-growth', 'warm-up'], also: RESTARTS.main };
      return { ...world, truths: [before, { ...truths[0], from: setting.start + 0.95 * setting.lifetime }] };
    },
  },
  {
    name: 'crash-loop',
    about: 'Ends with an error 15 to 50 s after every start; hardly a run has a sample.',
    build(random) {
      const setting = settingOf(random, { lifetime: [2, 4], alone: true, monitoring: { scrape: 30 } });
      const after = random.between(15, 50);
      const program = nativeProgram({
        holders: [{ cause: 'base', bytes: level(0.2 * setting.limit) }],
        metrics: random.chance(0.5) ? 'process' : 'none',
      });
      return oneContainer(
        setting,
        program,
        { ...RESTARTS, also: ['not-enough-data'], decidable: (at) => at > setting.start + HOUR_S },
        { exits: () => ({ after, code: random.chance(0.5) ? 1 : 2 }), buildInfo: false },
      );
    },
  },
  {
    name: 'completes',
    about: 'A batch program under a Deployment: ends well (exit code 0) and is started again.',
    build(random) {
      const setting = settingOf(random, { lifetime: [0.5, 1.5], runs: [5, 8], alone: true });
      return oneContainer(setting, goProgram(goPlan(random, setting.limit)), decided(setting, RESTARTS), {
        exits: exits(setting, { code: 0, from: 0.3, to: 0.6 }),
      });
    },
  },
  {
    name: 'stopped-under-load',
    about: 'Memory follows its load; now and then the process is stopped with SIGTERM (exit code 143).',
    build(random) {
      const setting = settingOf(random, { lifetime: [1.5, 3], runs: [5, 7], alone: true });
      const { limit, lifetime } = setting;
      const phase = random.between(0, 1);
      const swing = wave(0.08 * limit, lifetime / 1.7, phase);
      const holders = [baseHolder(0.06 * limit), cacheHolder(swing)];
      const program = goProgram(goPlan(random, limit, { holders, garbage: level(6 * MiB) }));
      return oneContainer(setting, program, decided(setting, { ...RESTARTS, also: ['load-driven'] }), {
        exits: exits(setting, { code: 143, from: 0.3, to: 0.8 }),
        requests: sum(level(20), wave(100, lifetime / 1.7, phase)),
      });
    },
  },
  {
    name: 'replaced-near-limit',
    about:
      'A StatefulSet that stands at 91 to 95 % of its limit is rolled out again: nothing was killed, nothing restarted.',
    build(random) {
      const setting = {
        ...settingOf(random, { lifetime: [2, 4], runs: [3, 4], alone: true }),
        kind: 'StatefulSet',
      } as const;
      const { limit, start, end, name, container } = setting;
      const part = random.between(0.91, 0.95);
      const holders = [{ cause: 'base', bytes: level(part * limit) }] as const;
      const own = containerOf(setting, nativeProgram({ holders, metrics: 'process' }));
      const rollingRestarts = [0.3, 0.6].map((at) => start + at * (end - start));
      return {
        plan: planOf(setting, workloadOf(setting, [own], { rollingRestarts })),
        target: { workload: name, container },
        // Full by design; that a wave would kill it is a fair warning.
        truths: [{ main: ['no-growth', 'warm-up', 'limit-too-small'] }],
      };
    },
  },
  {
    name: 'ripple-under-load',
    about: 'A few MiB follow the traffic, far below a tenth of the limit: that is no finding.',
    build(random): WorldCase {
      const setting = settingOf(random, { lifetime: [3, 5], runs: [3, 4], limits: [512, 1024, 2048], alone: true });
      const period = (setting.end - setting.start) / random.between(2.5, 4);
      const phase = random.between(0, 1);
      const ripple = wave(random.between(4, 9) * MiB, period, phase);
      const program = nativeProgram({
        holders: [{ cause: 'base', bytes: sum(level(60 * MiB), ripple) }],
        metrics: 'process',
      });
      return oneContainer(
        setting,
        program,
        { main: ['no-growth', 'warm-up'], decidable: (at) => at > setting.start + 1.6 * period },
        { requests: sum(level(20), wave(100, period, phase)) },
      );
    },
  },
];

/** Once several runs have ended. */
function decided({ start, lifetime }: Setting, truth: Truth): Truth {
  return { ...truth, decidable: (at) => at > start + 2 * lifetime };
}

/** Each run ends after a part of the lifetime, drawn once. */
function exits(
  { random, lifetime }: Setting,
  { code, from, to }: { readonly code: number; readonly from: number; readonly to: number },
): (run: number) => Exit | undefined {
  const runs = Array.from({ length: 40 }, () => ({
    after: (lifetime * random.between(from, to)) satisfies Seconds,
    code,
  }));
  return (run) => runs[run % runs.length];
}
