import type { WorkloadPlan } from '../cluster/plan.ts';
import type { Family, Truth, WorldCase } from '../family.ts';
import { level, type Seconds } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import type { Start } from '../programs/program.ts';
import { baseHolder, goPlan, leakHolder } from './go-parts.ts';
import { containerOf, inLifetime, planOf, REVISION, type Setting, settingOf, workloadOf } from './setting.ts';

const HEAP_LEAK = { main: ['heap-leak'], cause: 'heap-leak' } as const;
const FIXED = '9be03d7';

/** Minutes after a rollout, when someone looks whether it helped. */
const SOON: Seconds = 330;

/** Limits and revisions that change. */
export const ROLLOUTS: readonly Family[] = [
  {
    name: 'limit-doubled',
    about: 'Leaks to its limit in each run; someone doubled the limit half-way. The StatefulSet keeps its pods’ names.',
    build(random) {
      const setting = settingOf(random, { lifetime: [1.5, 4], runs: [4, 6], replicas: [1, 2] });
      const raised = setting.start + (setting.end - setting.start) * random.between(0.5, 0.7);
      return raisedLimit(setting, raised, { kind: 'StatefulSet', rollingRestarts: [raised] });
    },
  },
  {
    name: 'limit-resized-in-place',
    about: 'The limit is raised under a running container: the run goes on, the climb too.',
    build(random) {
      const setting = settingOf(random, { lifetime: [1.5, 4], runs: [3, 5], replicas: [1, 2] });
      return raisedLimit(setting, setting.start + setting.lifetime * random.between(1.2, 1.7), { kind: 'Deployment' });
    },
  },
  {
    name: 'heap-leak-fixed',
    about: 'A heap leak kills for hours, then a revision without it is rolled out.',
    build: (random) => {
      const setting = settingOf(random, { lifetime: [0.8, 2.5], replicas: [2, 3] });
      return fixed(setting, ({ revision }) => leaking(setting, revision === REVISION ? 'heap' : 'nothing'), {
        before: HEAP_LEAK,
        after: { main: ['no-growth', 'warm-up', 'heap-leak', 'not-enough-data'], decidable: () => false },
      });
    },
  },
  {
    name: 'native-growth-fixed',
    about: 'The same with memory outside the heap: it must not turn into a heap leak after the fix.',
    build: (random) => {
      const setting = settingOf(random, { lifetime: [0.8, 2.5], replicas: [2, 3] });
      return fixed(setting, ({ revision }) => leaking(setting, revision === REVISION ? 'native' : 'nothing'), {
        before: { main: ['native-growth'], cause: 'native-growth' },
        after: { main: ['no-growth', 'warm-up', 'native-growth', 'not-enough-data'], decidable: () => false },
      });
    },
  },
  {
    name: 'leak-since-deploy',
    about: 'A healthy revision is followed by one that leaks heap.',
    build: (random) => {
      const setting = settingOf(random, { lifetime: [1, 3], replicas: [2, 3] });
      return fixed(setting, ({ revision }) => leaking(setting, revision === REVISION ? 'nothing' : 'heap'), {
        before: { main: ['no-growth', 'warm-up'] },
        after: { ...HEAP_LEAK, also: ['no-growth', 'warm-up'] },
      });
    },
  },
  {
    name: 'larger-since-deploy',
    about: 'A revision needs more memory than the one before, once.',
    build: (random) => {
      const setting = settingOf(random, { lifetime: [1.5, 3], replicas: [2, 3] });
      const more = setting.limit * random.between(0.1, 0.2);
      return fixed(setting, ({ revision }) => larger(setting, revision === REVISION ? 0 : more), {
        before: { main: ['no-growth', 'warm-up'] },
        after: {
          main: ['no-growth', 'warm-up'],
          decidable: (at, world) => at > world.plan.end - setting.lifetime * 0.6,
        },
      });
    },
  },
];

function raisedLimit(setting: Setting, raised: Seconds, changes: Partial<WorkloadPlan>): WorldCase {
  const { limit, name, container: own } = setting;
  const limits = [
    { from: 0, bytes: limit },
    { from: raised, bytes: 2 * limit },
  ];
  const container = containerOf(setting, leaking(setting, 'heap'), { limits });
  return {
    plan: planOf(setting, workloadOf(setting, [container], changes)),
    target: { workload: name, container: own },
    truths: [HEAP_LEAK],
  };
}

/** Two revisions: the second from 2.6 lifetimes on, for 1.4 lifetimes. */
function fixed(
  drawn: Setting,
  start: (run: { readonly revision: string }) => Start,
  truths: { readonly before: Truth; readonly after: Truth },
): WorldCase {
  const { end, lifetime, name, container: own } = drawn;
  const at = end - 1.4 * lifetime;
  const setting = { ...drawn, start: at - 2.6 * lifetime, kind: 'Deployment' } as const;
  const revisions = [
    { from: setting.start, name: REVISION },
    { from: at, name: FIXED },
  ];
  const container = containerOf(setting, (run) => start(run)(run), { buildInfo: true });
  return {
    plan: planOf(setting, workloadOf(setting, [container], { revisions })),
    target: { workload: name, container: own },
    truths: [truths.before, { ...truths.after, from: at }],
    moments: [setting.start + 0.6 * lifetime, at - 60, at + SOON, at + 0.6 * lifetime, end - 1],
  };
}

function leaking(setting: Setting, what: 'heap' | 'native' | 'nothing'): Start {
  const { random, limit } = setting;
  const leaks = inLifetime(setting, what === 'heap' ? (0.8 * limit) / 2.2 : 0.75 * limit);
  return goProgram(
    goPlan(random, limit, {
      holders: [baseHolder(0.05 * limit), ...(what === 'heap' ? [leakHolder(leaks)] : [])],
      outside: what === 'native' ? [{ part: 'native', cause: 'native-growth', bytes: leaks }] : [],
    }),
  );
}

function larger({ random, limit }: Setting, more: number): Start {
  return goProgram(
    goPlan(random, limit, {
      holders: [baseHolder(0.06 * limit)],
      outside: [{ part: 'native', cause: 'base', bytes: level(more) }],
    }),
  );
}
