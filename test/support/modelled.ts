import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE, SECOND } from '../../src/measurement/duration.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import type { Service } from '../../src/service/service.ts';
import type { Stage } from './played-out.ts';
import { seriesSource } from './series-source.ts';

const NOW = Date.UTC(2026, 10, 23, 10);
const WINDOW = 3 * HOUR;
const STEP = 30 * SECOND;
/** A life of the pod that grows; its container is killed at the end of each. */
const LIFE = 42 * MINUTE;
/** Room for what a model adds at most in a life, and its first level. */
export const LIMIT = 512 * MiB;

/** What a figure is in a container that is `age` (0 at its start, 1 at its kill); `n` counts the samples, for saws. */
export type Law = (age: number, n: number) => number;

/** A service as its metrics show it, stated as laws: RSS in MiB, other metrics in their own units. */
export interface Model {
  /** RSS in MiB. */
  readonly rss: Law;
  /** `jvm_memory_used_bytes{area=heap,id=G1 Old Gen}` → law; a name that ends in `_bytes` is in MiB. */
  readonly own: Readonly<Record<string, Law>>;
  readonly killed: boolean;
}

const BAD = 'orders-6b7c9-x2x';
const SIBLINGS = ['orders-6b7c9-k7p', 'orders-6b7c9-m4q'];

/** The series of a model: one pod lives by it again and again, two stay as they were soon after their start. */
export function modelledSeries({ rss, own, killed }: Model): readonly Series[] {
  const cadvisor = { namespace: 'shop', container: 'orders', image: 'orders:1' };
  const series = (name: string, unit: number, law: Law, labels: Readonly<Record<string, string>>) =>
    [BAD, ...SIBLINGS].map((pod): Series => {
      const metric = /^[^{]+/.exec(name)?.[0] ?? name;
      const parts = [...name.matchAll(/([a-z_]+)=([^,}]+)/g)].map(([, key = '', value = '']) => [key, value] as const);
      return {
        metric,
        labels: { ...labels, pod, ...Object.fromEntries(parts) },
        ...points((age, n) => unit * law(pod === BAD ? age : 0.1, n)),
      };
    });
  const kube = { exported_namespace: 'shop', exported_container: 'orders', namespace: 'monitoring' };
  const counted = (metric: string, pod: string, value: (time: number) => number, labels = {}): Series => ({
    metric,
    labels: { ...kube, exported_pod: pod, ...labels },
    ...trackOf(times().map((time) => [time, value(time)] as const)),
  });
  const restarts = (pod: string) => (time: number) =>
    killed && pod === BAD ? Math.floor((time - (NOW - WINDOW)) / LIFE) : 0;
  return [
    ...series('container_memory_rss', MiB, rss, cadvisor),
    ...series('container_memory_working_set_bytes', MiB, (age, n) => rss(age, n) + 9, cadvisor),
    ...[BAD, ...SIBLINGS].flatMap((pod) => [
      counted('kube_pod_container_resource_limits', pod, () => LIMIT, { resource: 'memory' }),
      counted('kube_pod_container_status_restarts_total', pod, restarts(pod)),
    ]),
    ...(killed
      ? [
          counted(
            'kube_pod_container_status_last_terminated_reason',
            BAD,
            (time) => (restarts(BAD)(time) > 0 ? 1 : 0),
            { reason: 'OOMKilled' },
          ),
        ]
      : []),
    ...Object.entries(own).flatMap(([name, law]) =>
      series(name, /_bytes(\{|$)/.test(name) ? MiB : 1, law, { namespace: 'shop', instance: '10.0.0.7:8080' }),
    ),
  ];
}

function times(): readonly number[] {
  return Array.from({ length: WINDOW / STEP + 1 }, (_, i) => NOW - WINDOW + i * STEP);
}

/** With a little reproducible noise, a share of the figure. */
function points(law: Law): ReturnType<typeof trackOf> {
  return trackOf(
    times().map((time, n) => {
      const age = ((time - (NOW - WINDOW)) % LIFE) / LIFE;
      const wobble = 1 + 0.004 * Math.sin(n * 1.7) * Math.cos(n * 0.61);
      return [time, law(age, n) * wobble] as const;
    }),
  );
}

const SERVICE: Service = {
  workload: { namespace: 'shop', name: 'orders', container: 'orders' },
  selector: [
    { label: 'namespace', op: '=', value: 'shop' },
    { label: 'container', op: '=', value: 'orders' },
  ],
  targets: [],
  metricsPath: '/metrics',
  pprofPath: '/debug/pprof',
};

/** A stage on which a model is what the metrics show. */
export function modelledStage(series: readonly Series[], comparer: Stage['comparer']): Stage {
  return {
    service: SERVICE,
    now: NOW,
    metrics: seriesSource('the model', series),
    profiles: {
      name: 'the model',
      snapshots: () => Promise.resolve([]),
      read: ({ id }) => Promise.reject(new Error(`there is no snapshot ${id}`)),
    },
    comparer,
  };
}
