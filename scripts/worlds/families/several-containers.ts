import { MiB } from '../../../src/measurement/bytes.ts';
import type { ContainerPlan } from '../cluster/plan.ts';
import type { Family, Truth, WorldCase } from '../family.ts';
import { climb, HOUR_S, type Law, level, wave } from '../law.ts';
import { goProgram } from '../programs/go.ts';
import { nativeProgram } from '../programs/native.ts';
import { baseHolder, goPlan, leakHolder } from './go-parts.ts';
import { containerOf, inLifetime, planOf, type Setting, settingOf, workloadOf } from './setting.ts';

const BARE: Truth = { main: ['not-enough-data', 'native-growth'], cause: 'native-growth' };

/** Pods with several containers, of which none is named: the one in trouble is to be looked at. */
export const SEVERAL_CONTAINERS: readonly Family[] = [
  {
    name: 'proxy-grows',
    about: 'A proxy without metrics grows towards its limit and is not killed; the app beside it follows its load.',
    build(random) {
      const setting = drawn(random, { lifetime: [4, 8], runs: [1.2, 1.6] });
      const limit = 256 * MiB;
      const hours = (setting.end - setting.start) / HOUR_S;
      const grows = climb((random.between(0.5, 0.62) * limit) / hours);
      return named(setting, [app(setting), bare('envoy', limit, grows)], 'envoy', BARE);
    },
  },
  {
    name: 'shipper-killed',
    about:
      'A log shipper leaks and is killed again and again; the app is level. An alert about the pod names no container.',
    build(random) {
      const setting = drawn(random);
      const limit = 128 * MiB;
      const shipper = bare('log-shipper', limit, inLifetime(setting, 0.8 * limit));
      return named(setting, [app(setting), shipper], 'log-shipper', BARE);
    },
  },
  {
    name: 'native-side-car-leaks',
    about:
      'A native side-car in Go leaks heap, with or without a container label on its metrics; the app is healthy Go.',
    build(random) {
      const setting = drawn(random);
      const limit = 256 * MiB;
      const holders = [baseHolder(0.05 * limit), leakHolder(inLifetime(setting, (0.8 * limit) / 2.2))];
      const proxy: ContainerPlan = {
        name: 'auth-agent',
        limits: [{ from: 0, bytes: limit }],
        start: goProgram(goPlan(random, limit, { holders, garbage: level(3 * MiB) })),
        scrape: 'monitor',
        init: true,
      };
      return named(setting, [app(setting), proxy], 'auth-agent', { main: ['heap-leak'], cause: 'heap-leak' });
    },
  },
  {
    name: 'app-leaks-beside-growing-proxy',
    about: 'The app leaks heap into its limit; a proxy beside it grows by a sixth of its own in the same time.',
    build(random) {
      const setting = drawn(random);
      const limit = 512 * MiB;
      const hours = (setting.end - setting.start) / HOUR_S;
      const holders = [baseHolder(0.05 * setting.limit), leakHolder(inLifetime(setting, (0.8 * setting.limit) / 2.2))];
      const leaking = containerOf(setting, goProgram(goPlan(random, setting.limit, { holders })), {
        scrape: 'monitor',
      });
      return named(setting, [leaking, bare('envoy', limit, climb((0.16 * limit) / hours))], setting.name, {
        main: ['heap-leak'],
        cause: 'heap-leak',
      });
    },
  },
  {
    name: 'all-containers-level',
    about: 'App, proxy and agent: each is level, below its limit, whatever the load does.',
    build(random) {
      const setting = drawn(random, { lifetime: [3, 5] });
      const proxy = bare('envoy', 256 * MiB, wave(random.between(4, 12) * MiB, 1.3 * HOUR_S, random.between(0, 1)));
      return named(setting, [app(setting), proxy, bare('agent', 64 * MiB, level(0))], setting.name, {
        main: ['no-growth', 'warm-up'],
        decidable: (at) => at > setting.start + 2 * HOUR_S,
      });
    },
  },
];

/** The workload's own container is called like it: a name means that one first. */
function drawn(random: Setting['random'], wanted: Parameters<typeof settingOf>[1] = {}): Setting {
  const setting = settingOf(random, { ...wanted, alone: true });
  return { ...setting, container: setting.name };
}

function app(setting: Setting): ContainerPlan {
  return containerOf(setting, goProgram(goPlan(setting.random, setting.limit)), { scrape: 'monitor' });
}

function bare(name: string, limit: number, grows: Law): ContainerPlan {
  const holders = [
    { cause: 'base', bytes: level(0.16 * limit) },
    { cause: 'native-growth', bytes: grows },
  ] as const;
  return { name, limits: [{ from: 0, bytes: limit }], start: nativeProgram({ holders, metrics: 'none' }) };
}

function named(setting: Setting, containers: readonly ContainerPlan[], container: string, truth: Truth): WorldCase {
  return {
    plan: planOf(setting, workloadOf(setting, containers)),
    target: { workload: setting.name, container },
    workloadOnly: true,
    truths: [truth],
  };
}
