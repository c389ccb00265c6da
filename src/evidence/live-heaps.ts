import { matching } from '../collection/matches.ts';
import { memoryGrowth } from '../diagnosis/memory-growth.ts';
import type { LiveHeapOfPod } from '../diagnosis/observation.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { lengthOf } from '../measurement/time.ts';
import { type MetricRequest, type Quantity, requestsFor } from '../metrics/catalogue.ts';
import { type Measured, measuredOf } from '../metrics/measured.ts';
import type { Series } from '../metrics/series.ts';
import { isPresent } from '../metrics/standing.ts';
import type { Runtime } from '../runtime/runtimes.ts';
import type { Question } from './asked-about.ts';
import type { ProcessSeries } from './process-series.ts';
import type { Readings } from './readings.ts';
import { MANY_PODS } from './steady-series.ts';
import { stepFor } from './window.ts';
import type { WorkloadMemory } from './workload-memory.ts';

/** Enough points to see a live heap climb; the pod that is looked at is read in full. */
const POINTS = 120;

/** Of whom live heaps are read, as far as it is known by then. */
interface Whose {
  readonly memory: WorkloadMemory;
  readonly process: ProcessSeries;
  readonly runtime: Runtime;
}

/**
 * What survives collections in every pod of a service whose memory is level: one request, for memory as a whole does not show
 * which of them fills its heap. Empty where a pod grows, where there is one pod or too many, and where no metric shows what
 * survives. Throws UnavailableError.
 */
export async function liveHeaps(
  readings: Readings,
  { service, range, signal }: Question,
  { memory, process, runtime }: Whose,
): Promise<ReadonlyMap<string, LiveHeapOfPod>> {
  const { pods } = memory;
  if (runtime === 'unknown' || pods.length > MANY_PODS || !areLevel(memory)) return new Map();
  const asked = (quantity: Quantity) =>
    requestsFor(quantity, service.selector, runtime).filter(
      ({ exporter, reading }) => exporter === 'process' && reading === 'value',
    );
  const live = asked('live-heap');
  // What survives collections cannot take the room of what is young, where generations have sizes of their own.
  const max = [...asked('live-max'), ...asked('heap-max')];
  const [first] = live;
  if (first === undefined) return new Map();
  const metrics = [...new Set([...live, ...max].map(({ metric }) => metric))];
  const step = Math.max(stepFor(range), Math.ceil(lengthOf(range) / POINTS));
  const matchers = service.selector.filter(({ label }) => label !== 'container');
  const all = await readings.several({ metrics, matchers, range, step, aggregate: 'last' }, signal);
  const own = all.filter(process.isOwn);
  const heaps = pods.flatMap(({ pod }): readonly (readonly [string, LiveHeapOfPod])[] => {
    const measured = firstOf(live, own, pod);
    return measured === undefined ? [] : [[pod, { measured, max: boundOf(firstOf(max, own, pod)) }]];
  });
  return new Map(heaps);
}

/** Whether several pods run and none of those grows. */
function areLevel({ range, pods, deploys, earlier }: WorkloadMemory): boolean {
  const running = pods.filter(isPresent);
  const observation = { range, step: stepFor(range), pods, deploys, earlier, measured: {} };
  return running.length > 1 && running.every((pod) => memoryGrowth(observation, pod).answer !== 'yes');
}

function firstOf(requests: readonly MetricRequest[], all: readonly Series[], pod: string): Measured | undefined {
  for (const request of requests) {
    const its = matching(request.matchers);
    const measured = measuredOf(
      request,
      all.filter(({ metric, labels }) => metric === request.metric && its(labels)),
      pod,
    );
    if (measured !== undefined) return measured;
  }
  return undefined;
}

function boundOf(max: Measured | undefined): Bytes | undefined {
  return max?.track.values.at(-1);
}
