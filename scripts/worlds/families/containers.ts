import { MiB } from '../../../src/measurement/bytes.ts';
import type { ContainerPlan } from '../cluster/plan.ts';
import type { Family, Truth, WorldCase } from '../family.ts';
import { during, level } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { nativeProgram } from '../programs/native.ts';
import type { Start } from '../programs/program.ts';
import { baseHolder, cacheHolder, goPlan, leakHolder } from './go-parts.ts';
import { containerOf, inLifetime, planOf, type Setting, settingOf, workloadOf } from './setting.ts';

const HEAP_LEAK = { main: ['heap-leak'], cause: 'heap-leak' } as const;

/** Containers, pods and workloads that must not be taken for one another. */
export const CONTAINERS: readonly Family[] = [
  {
    name: 'side-steals',
    about:
      'The app leaks heap with default metrics; a healthy side-car serves go_gc_heap_live_bytes, which the app does not.',
    build(random) {
      const setting = settingOf(random);
      const app = containerOf(setting, leaking(setting, { metrics: 'default' }), { scrape: 'monitor' });
      return withBeside(setting, [app, sideCar(setting, 'newer', 'monitor')], HEAP_LEAK);
    },
  },
  {
    name: 'py-sidecar',
    about: 'A container without metrics of its own leaks; a Go side-car in the pod serves go_*.',
    build(random) {
      const setting = settingOf(random);
      const { limit } = setting;
      const holders = [
        { cause: 'base', bytes: level(0.15 * limit) },
        { cause: 'native-growth', bytes: inLifetime(setting, 0.8 * limit) },
      ] as const;
      const app = containerOf(setting, nativeProgram({ holders, metrics: 'none' }), {
        scrape: undefined,
        buildInfo: false,
      });
      const side = sideCar(setting, 'default', random.chance(0.5) ? 'monitor' : 'annotations');
      return withBeside(setting, [app, side], { main: ['not-enough-data'], cause: 'native-growth' });
    },
  },
  {
    name: 'side-car-leaks',
    about: 'The side-car leaks heap, as a native side-car or an ordinary one; the app beside it is healthy.',
    build(random) {
      const setting = settingOf(random);
      const app = containerOf(setting, goProgram(goPlan(random, setting.limit)), { scrape: 'monitor' });
      const init = random.chance(0.6);
      const proxy = containerOf(setting, leaking(setting), {
        name: 'authproxy',
        scrape: 'monitor',
        init,
        buildInfo: false,
      });
      return {
        ...withBeside(setting, [app, proxy], HEAP_LEAK),
        target: { workload: setting.name, container: 'authproxy' },
      };
    },
  },
  {
    name: 'istio-merged',
    about: 'Istio’s merged endpoint serves the app’s metrics under the side-car’s container name.',
    build(random) {
      const setting = settingOf(random);
      const app = containerOf(setting, leaking(setting), { scrape: 'merged', buildInfo: false });
      const proxy: ContainerPlan = {
        name: 'istio-proxy',
        limits: [{ from: 0, bytes: 1024 * MiB }],
        start: nativeProgram({ holders: [{ cause: 'base', bytes: level(48 * MiB) }], metrics: 'none' }),
      };
      return withBeside(setting, [app, proxy], HEAP_LEAK);
    },
  },
  {
    name: 'name-prefix',
    about:
      'api bursts into its limit, api-worker leaks beside it; both containers are called app. The alert is about api.',
    build: (random) => prefixed(settingOf(random, { lifetime: [2, 5], runs: [3, 4] }), 'api'),
  },
  {
    name: 'name-prefix-worker',
    about: 'The same world, asked about api-worker.',
    build: (random) => prefixed(settingOf(random, { lifetime: [2, 5], runs: [3, 4] }), 'api-worker'),
  },
  {
    name: 'two-managers',
    about: 'Two operators of a namespace run a container manager each; the one that is asked about leaks.',
    build: (random) => operators(settingOf(random), 'dns-operator'),
  },
  {
    name: 'two-managers-healthy',
    about: 'The same, asked about the one that does not.',
    build: (random) => operators(settingOf(random), 'cert-operator'),
  },
  {
    name: 'one-pod-of-many',
    about: 'One of four to six pods leaks, by a tenant that only it serves.',
    build(random) {
      const setting = settingOf(random, { replicas: [4, 6] });
      const healthy = goProgram(goPlan(random, setting.limit));
      const sick = leaking(setting);
      const container = containerOf(setting, (run) => (run.ordinal === 1 ? sick(run) : healthy(run)));
      return {
        plan: planOf(setting, workloadOf(setting, [container])),
        target: { workload: setting.name, container: setting.container },
        truths: [HEAP_LEAK],
      };
    },
  },
];

function leaking(setting: Setting, changes: Parameters<typeof goPlan>[2] = {}): Start {
  const { random, limit } = setting;
  const holders = [baseHolder(0.05 * limit), leakHolder(inLifetime(setting, (0.8 * limit) / 2.2))];
  return goProgram(goPlan(random, limit, { holders, ...changes }));
}

function sideCar({ random }: Setting, metrics: 'default' | 'newer', scrape: ContainerPlan['scrape']): ContainerPlan {
  const limit = 128 * MiB;
  const plan = goPlan(random, limit, { metrics, holders: [baseHolder(9 * MiB)], profiles: false, garbage: level(MiB) });
  return { name: 'metrics-agent', limits: [{ from: 0, bytes: limit }], start: goProgram(plan), scrape };
}

function withBeside(setting: Setting, containers: readonly ContainerPlan[], truth: Truth): WorldCase {
  return {
    plan: planOf(setting, workloadOf(setting, containers)),
    target: { workload: setting.name, container: setting.container },
    truths: [truth],
  };
}

function prefixed(drawn: Setting, asked: 'api' | 'api-worker'): WorldCase {
  const setting = { ...drawn, kind: 'Deployment', beside: [] } as const;
  const { random, limit, start, end } = setting;
  const every = (end - start) / random.between(3, 5);
  const stretches = Array.from({ length: 6 }, (_, i) => {
    const at = start + (i + 0.5) * every;
    return [at, at + 70] as const;
  });
  const bursts = during(stretches, (age) => (limit * age) / 70);
  const plan = goPlan(random, limit, {
    holders: [baseHolder(0.08 * limit), cacheHolder(bursts)],
    garbage: level(5 * MiB),
  });
  const api = containerOf(setting, goProgram(plan), { name: 'app', scrape: 'monitor' });
  // Stands at 90 % of its limit in the end, and is never killed.
  const grows = inLifetime(setting, (0.36 * limit * setting.lifetime) / (end - start));
  const holders = [baseHolder(0.05 * limit), leakHolder(grows)];
  const worker = containerOf(setting, goProgram(goPlan(random, limit, { holders })), {
    name: 'app',
    scrape: 'monitor',
  });
  const truths = {
    api: { main: ['burst'], decidable: (at) => at > start + 1.6 * every },
    'api-worker': HEAP_LEAK,
  } as const satisfies Record<string, Truth>;
  return {
    plan: planOf(
      setting,
      workloadOf(setting, [api], { name: 'api' }),
      workloadOf(setting, [worker], { name: 'api-worker', replicas: 1 }),
    ),
    target: { workload: asked, container: 'app' },
    truths: [truths[asked]],
  };
}

function operators(drawn: Setting, asked: 'dns-operator' | 'cert-operator'): WorldCase {
  const setting = { ...drawn, kind: 'Deployment', beside: [] } as const;
  const { random, limit } = setting;
  const manager = (start: Start) =>
    containerOf(setting, start, { name: 'manager', scrape: 'monitor', buildInfo: false });
  const truth: Truth = asked === 'dns-operator' ? HEAP_LEAK : { main: ['no-growth', 'warm-up'] };
  return {
    plan: planOf(
      setting,
      workloadOf(setting, [manager(leaking(setting))], { name: 'dns-operator' }),
      workloadOf(setting, [manager(goProgram(goPlan(random, limit)))], { name: 'cert-operator', replicas: 1 }),
    ),
    target: { workload: asked, container: 'manager' },
    truths: [truth],
  };
}
