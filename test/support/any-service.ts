import fc from 'fast-check';
import { type Bytes, MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE, type Milliseconds } from '../../src/measurement/duration.ts';
import { type Series, trackOf } from '../../src/metrics/series.ts';
import type { Service } from '../../src/service/service.ts';

/** What a part of the memory of a process does after its start, whoever it is. */
interface Course {
  readonly base: Bytes;
  /** Filled within `filling`, and then level. */
  readonly warmUp: Bytes;
  readonly filling: Milliseconds;
  /** Bytes an hour from `onset` after the start on, until `ends` after it. */
  readonly leak: Bytes;
  readonly onset: Milliseconds;
  readonly ends: Milliseconds;
  readonly wave: Bytes;
}

/** A service that no one thought of: two parts of memory of any course, killed at its limit, started again at any time. */
export interface AnyService {
  readonly go: boolean;
  readonly pods: number;
  readonly limit: Bytes;
  readonly live: Course;
  readonly beside: Course;
  /** Garbage between two collections, as a share of the live heap. */
  readonly garbage: number;
  readonly goroutines: number;
  /** Whatever makes a container end by itself. */
  readonly restartsEach: Milliseconds;
  readonly files: Bytes;
}

const mebibytes = (min: number, max: number) => fc.integer({ min, max }).map((count) => count * MiB);
const hours = (min: number, max: number) =>
  fc.integer({ min: min * 10, max: max * 10 }).map((tenths) => tenths * 0.1 * HOUR);
const often = <T>(usual: T, rare: fc.Arbitrary<T>) => fc.oneof(fc.constant(usual), rare);

const course: fc.Arbitrary<Course> = fc.record({
  base: mebibytes(5, 150),
  warmUp: often(0, mebibytes(10, 300)),
  filling: hours(0.1, 12),
  leak: often(0, mebibytes(1, 80)),
  onset: often(0, hours(0.5, 20)),
  ends: often(Number.POSITIVE_INFINITY, hours(2, 22)),
  wave: often(0, mebibytes(1, 60)),
});

export const anyService: fc.Arbitrary<AnyService> = fc.record({
  go: fc.boolean(),
  pods: fc.integer({ min: 1, max: 3 }),
  limit: mebibytes(128, 2048),
  live: course,
  beside: course,
  garbage: fc.double({ min: 0.05, max: 1, noNaN: true }),
  goroutines: fc.integer({ min: 5, max: 3000 }),
  restartsEach: often(Number.POSITIVE_INFINITY, hours(0.5, 15)),
  files: often(0, mebibytes(1, 200)),
});

/** The service as an investigation asks about it. */
export const asked = ({ go }: AnyService): Service => ({
  workload: { namespace: 'prod', name: 'api', container: 'api' },
  runtime: go ? 'go' : undefined,
  selector: [
    { label: 'namespace', op: '=', value: 'prod' },
    { label: 'container', op: '=', value: 'api' },
  ],
  targets: [],
  metricsPath: '/metrics',
  pprofPath: '/debug/pprof',
});

const SCRAPED_EVERY: Milliseconds = MINUTE;

function levelOf(course: Course, since: Milliseconds, time: number): Bytes {
  const leaking = Math.max(0, Math.min(since, course.ends) - course.onset);
  return (
    course.base +
    course.warmUp * (1 - Math.exp(-since / course.filling)) +
    (course.leak * leaking) / HOUR +
    course.wave * (1 + Math.sin((time / HOUR / 12) * Math.PI))
  );
}

/** Everything that its cluster and its process export in a range: the samples of a minute apart. */
export function seriesOf(
  service: AnyService,
  range: { readonly from: number; readonly to: number },
): readonly Series[] {
  return Array.from({ length: service.pods }, (_, index) => podSeries(service, index, range)).flat();
}

function podSeries(service: AnyService, index: number, { from, to }: { readonly from: number; readonly to: number }) {
  const pod = `api-6f7d8c9b5-k4m${index}x`;
  const labels = { namespace: 'prod', pod, container: 'api' };
  const known = new Map<string, [number, number][]>();
  const say = (metric: string, time: number, value: number) => {
    const points = known.get(metric) ?? [];
    points.push([time, value]);
    known.set(metric, points);
  };
  let started = from - index * 20 * MINUTE;
  let restarts = 0;
  let killed: boolean | undefined;
  for (let time = from; time <= to; time += SCRAPED_EVERY) {
    const since = time - started;
    const live = levelOf(service.live, since, time);
    // A collection a quarter of an hour: what is allocated since then is garbage.
    const allocated = live * (1 + service.garbage * (((time + index * 70_000) % (15 * MINUTE)) / (15 * MINUTE)));
    const heap = live * (1 + service.garbage);
    const anonymous = heap + levelOf(service.beside, since, time);
    say('container_memory_rss', time, Math.min(anonymous, service.limit));
    say('container_memory_working_set_bytes', time, Math.min(anonymous + service.files, service.limit));
    say('container_start_time_seconds', time, Math.round(started / 1000));
    say('kube_pod_container_resource_limits', time, service.limit);
    say('kube_pod_container_status_restarts_total', time, restarts);
    if (killed !== undefined)
      say(`kube_pod_container_status_last_terminated_reason ${killed ? 'OOMKilled' : 'Error'}`, time, 1);
    if (service.go) {
      say('go_memstats_heap_alloc_bytes', time, allocated);
      say('go_memstats_heap_inuse_bytes', time, heap * 0.98);
      say('go_memstats_heap_sys_bytes', time, heap);
      say('go_memstats_heap_released_bytes', time, 0);
      say('go_memstats_next_gc_bytes', time, heap);
      say('go_goroutines', time, service.goroutines + ((time / MINUTE) % 5));
      say('process_resident_memory_bytes', time, Math.min(anonymous, service.limit));
      say('process_start_time_seconds', time, Math.round(started / 1000));
    }
    const full = anonymous >= service.limit;
    if (full || since >= service.restartsEach) {
      killed = full;
      restarts += 1;
      started = time + 20_000;
    }
  }
  return [...known].map(([name, points]): Series => {
    const [metric = '', reason] = name.split(' ');
    const resource = metric === 'kube_pod_container_resource_limits' ? { resource: 'memory' } : {};
    return { metric, labels: { ...labels, ...resource, ...(reason && { reason }) }, ...trackOf(points) };
  });
}
