import { MINUTE } from '../../src/measurement/duration.ts';
import type { Quantity, Runtime } from '../../src/metrics/catalogue.ts';
import { trackOf } from '../../src/metrics/series.ts';
import type { OtelMetric } from './otel-series.ts';

export const POD = 'api-7d9f8c6b5-x2x4v';

/** As the k8sattributes processor of the collector completes what an SDK sends of its process. */
const RESOURCE = {
  'service.name': 'api',
  'service.namespace': 'prod',
  'service.instance.id': 'f3b0c442-98fc-1c14-9afb-f4c8996fb924',
  'k8s.namespace.name': 'prod',
  'k8s.pod.name': POD,
  'k8s.container.name': 'api',
};

const sending =
  (t0: number) =>
  (
    name: string,
    value: number,
    {
      unit = 'By',
      kind = 'gauge',
      ...attributes
    }: Record<string, string> & Partial<Pick<OtelMetric, 'unit' | 'kind'>> = {},
  ): OtelMetric => ({
    name,
    unit,
    kind,
    attributes,
    resource: RESOURCE,
    track: trackOf([1, 21, 41, 59].map((minute) => [t0 + minute * MINUTE, value * minute])),
  });

/** What each runtime sends a minute, and the quantities that are in it, at the last minute. */
export type SentByRuntime = Readonly<
  Partial<Record<Runtime, { sent: readonly OtelMetric[]; read: Partial<Record<Quantity, number>> }>>
>;

/** An hour of it from a moment on: of each runtime, and of the container by the receivers of the collector. */
export function otelSent(t0: number) {
  const metric = sending(t0);
  const runtimes: SentByRuntime = {
    go: {
      sent: [
        metric('go.memory.used', 100, { 'go.memory.type': 'other' }),
        metric('go.memory.used', 7, { 'go.memory.type': 'stack' }),
        metric('go.memory.limit', 900),
        metric('go.memory.gc.goal', 200),
        metric('go.goroutine.count', 12, { unit: '{count}' }),
        metric('go.config.gogc', 1, { unit: '%' }),
      ],
      read: {
        'live-heap': 5900,
        'heap-inuse': 5900,
        stacks: 413,
        gomemlimit: 53_100,
        'next-collection': 11_800,
        goroutines: 708,
        gogc: 59,
      },
    },
    jvm: {
      sent: [
        ...[
          ['G1 Eden Space', 'heap', 30],
          ['G1 Old Gen', 'heap', 100],
          ['Metaspace', 'non_heap', 40],
          ["CodeHeap 'profiled nmethods'", 'non_heap', 5],
          ["CodeHeap 'non-nmethods'", 'non_heap', 1],
        ].flatMap(([pool, type, used]) => {
          const of = { 'jvm.memory.pool.name': String(pool), 'jvm.memory.type': String(type) };
          return [
            metric('jvm.memory.used', Number(used), of),
            metric('jvm.memory.committed', 2 * Number(used), of),
            metric('jvm.memory.limit', 4 * Number(used), of),
            metric('jvm.memory.used_after_last_gc', Number(used) - 1, of),
          ];
        }),
        metric('jvm.thread.count', 3, { unit: '{count}', 'jvm.thread.daemon': 'true', 'jvm.thread.state': 'runnable' }),
        metric('jvm.thread.count', 2, {
          unit: '{count}',
          'jvm.thread.daemon': 'false',
          'jvm.thread.state': 'runnable',
        }),
        metric('jvm.thread.count', 4, { unit: '{count}', 'jvm.thread.daemon': 'true', 'jvm.thread.state': 'waiting' }),
        metric('jvm.buffer.memory.used', 6, { 'jvm.buffer.pool.name': 'direct' }),
        metric('jvm.buffer.memory.used', 60, { 'jvm.buffer.pool.name': 'mapped' }),
        metric('jvm.gc.duration', 2, { unit: 's', kind: 'histogram', 'jvm.gc.name': 'G1 Young Generation' }),
      ],
      read: {
        'live-heap': 99 * 59,
        'collected-heap': 99 * 59,
        'heap-used': 130 * 59,
        'heap-committed': 260 * 59,
        'heap-max': 520 * 59,
        'live-max': 400 * 59,
        metaspace: 80 * 59,
        'code-cache': 6 * 59,
        threads: 9 * 59,
        buffers: 6 * 59,
        // An increase of 36 in 18 minutes.
        collections: 120,
      },
    },
    node: {
      sent: [
        metric('v8js.memory.heap.used', 50, { 'v8js.heap.space.name': 'old_space' }),
        metric('v8js.memory.heap.used', 8, { 'v8js.heap.space.name': 'new_space' }),
        metric('v8js.resource.active', 3, { unit: '{count}', 'v8js.resource.type': 'Timeout' }),
        metric('v8js.resource.active', 1, { unit: '{count}', 'v8js.resource.type': 'TCPSocketWrap' }),
        metric('v8js.memory.heap.limit', 70, { 'v8js.heap.space.name': 'old_space' }),
        metric('v8js.memory.heap.limit', 16, { 'v8js.heap.space.name': 'new_space' }),
        // Minor collections show nothing of the old generation: they are not counted.
        metric('v8js.gc.duration', 3, { unit: 's', kind: 'histogram', 'v8js.gc.type': 'minor' }),
        metric('v8js.gc.duration', 1, { unit: 's', kind: 'histogram', 'v8js.gc.type': 'major' }),
      ],
      read: { handles: 4 * 59, 'live-heap': 58 * 59, 'heap-used': 58 * 59, 'heap-committed': 86 * 59, collections: 60 },
    },
    python: {
      sent: [
        metric('cpython.gc.collections', 1, { unit: '{count}', kind: 'counter', 'cpython.gc.generation': '0' }),
        metric('process.memory.usage', 500),
      ],
      read: { collections: 60, rss: 500 * 59, 'process-rss': 500 * 59 },
    },
  };

  /** What the kubelet's and the cluster's receivers send of the container. */
  const container = [
    metric('container.memory.rss', 400),
    metric('container.memory.working_set', 450),
    metric('k8s.container.memory_limit', 1000),
    metric('k8s.container.restarts', 0, { unit: '{count}' }),
  ];

  return { runtimes, container };
}
