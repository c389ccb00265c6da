import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { PodMemory } from './lifetime.ts';
import { limitAt, limitSteps } from './limits.ts';
import { lifetimesOf, withoutStraddling } from './lives.ts';
import { largestOf } from './measured.ts';
import { newPodsOf } from './new-pods.ts';
import { containerOf, podOf } from './pod-label.ts';
import type { LifeSigns } from './restart-signs.ts';
import { withRevisions } from './revisions.ts';
import type { Series, Track } from './series.ts';
import { sliceOf } from './track.ts';

/** Raw answers about all pods of a service, as the sources gave them; what no source has is left out. */
export interface MemorySeries {
  readonly rss: readonly Series[];
  readonly limit?: readonly Series[] | undefined;
  readonly restarts?: readonly Series[] | undefined;
  readonly startTime?: readonly Series[] | undefined;
  readonly terminatedReason?: readonly Series[] | undefined;
  readonly lastTerminated?: readonly Series[] | undefined;
  /** Of every reason, unlike `terminatedReason`, which is about memory only. */
  readonly endReason?: readonly Series[] | undefined;
  readonly exitCode?: readonly Series[] | undefined;
  readonly waitingReason?: readonly Series[] | undefined;
  /** `*_build_info`. */
  readonly builds?: readonly Series[] | undefined;
}

/** The memory of every pod that has RSS samples in the range, by pod name. `limit` stands in where no metric reports one. */
export function podMemoryOf(
  series: MemorySeries,
  range: TimeRange,
  options: { readonly container?: string | undefined; readonly limit?: Bytes | undefined } = {},
): readonly PodMemory[] {
  const groups = (all: readonly Series[] | undefined) => byPod(all ?? [], options.container);
  const limits = groups(series.limit);
  const builds = groups(series.builds);
  const signs = {
    restarts: groups(series.restarts),
    startTime: groups(series.startTime),
    terminatedReason: groups(series.terminatedReason),
    lastTerminated: groups(series.lastTerminated),
    endReason: groups(series.endReason),
    exitCode: groups(series.exitCode),
    waiting: groups(series.waitingReason),
  };
  return [...groups(series.rss)]
    .map(([pod, own]) => {
      const life: LifeSigns = {
        restarts: signs.restarts.get(pod) ?? [],
        startTime: signs.startTime.get(pod) ?? [],
        terminatedReason: signs.terminatedReason.get(pod) ?? [],
        lastTerminated: signs.lastTerminated.get(pod) ?? [],
        newContainers: containerChanges(own),
        newPods: newPodsOf(own, [signs.restarts.get(pod) ?? [], limits.get(pod) ?? []]),
        endReasons: { reasons: signs.endReason.get(pod) ?? [], codes: signs.exitCode.get(pod) ?? [] },
      };
      const whole = clipped(largestOf(withoutStale(own)), range);
      const steps = limitSteps(limits.get(pod) ?? []);
      const lives = lifetimesOf({
        rss: whole,
        limitAt: (time) => limitAt(steps, time) ?? options.limit,
        signs: life,
        range,
      });
      const cutById = life.newContainers.length > 0;
      const rss = cutById ? whole : withoutStraddling(whole, lives.lifetimes);
      const limit = steps.findLast(({ limit: known }) => known !== undefined)?.limit ?? options.limit;
      const lifetimes = withRevisions(lives.lifetimes, builds.get(pod) ?? [], own);
      const changed = steps.length > 1 ? { limitSteps: steps } : {};
      return {
        pod,
        rss,
        limit,
        ...changed,
        ...lives,
        lifetimes,
        waiting: waitingAt(range.to, signs.waiting.get(pod) ?? []),
      };
    })
    .filter((pod) => pod.rss.times.length > 0)
    .sort((a, b) => (a.pod < b.pod ? -1 : 1));
}

/** A gauge of a reason ends with it, and its last sample is repeated for a while: the newest of them stands. */
const STILL_SAID: Milliseconds = 6 * MINUTE;

function waitingAt(now: Instant, reasons: readonly Series[]): string | undefined {
  const last = (one: Series) => one.times.at(-1) ?? 0;
  const held = reasons.filter((one) => (one.values.at(-1) ?? 0) > 0 && now - last(one) <= STILL_SAID);
  return held.toSorted((a, b) => last(b) - last(a))[0]?.labels['reason'];
}

function byPod(all: readonly Series[], container: string | undefined): ReadonlyMap<string, readonly Series[]> {
  const groups = new Map<string, Series[]>();
  for (const series of all) {
    const pod = podOf(series.labels);
    if (pod === undefined) continue;
    const named = containerOf(series.labels);
    if (container !== undefined && named !== undefined && named !== container) continue;
    const group = groups.get(pod);
    if (group === undefined) groups.set(pod, [series]);
    else group.push(series);
  }
  return groups;
}

/** cAdvisor names the container by its id: each restart is a new series. */
function containerId(series: Series): string | undefined {
  return series.labels['id'] ?? series.labels['name'];
}

function containerChanges(own: readonly Series[]): readonly Instant[] {
  const firstSeen = new Map<string, Instant>();
  for (const series of own) {
    const id = containerId(series);
    const first = series.times[0];
    if (id === undefined || first === undefined) continue;
    firstSeen.set(id, Math.min(first, firstSeen.get(id) ?? first));
  }
  return [...firstSeen.values()].sort((a, b) => a - b).slice(1);
}

/** Prometheus repeats the last sample of a series that ended for up to 5 minutes: the newer container's stands. */
function withoutStale(own: readonly Series[]): readonly Series[] {
  const changes = containerChanges(own);
  if (changes.length === 0) return own;
  return own.map((series) => {
    const next = changes.find((time) => time > (series.times[0] ?? 0));
    return next === undefined ? series : { ...series, ...sliceOf(series, 0, next - 1) };
  });
}

function clipped(track: Track, range: TimeRange): Track {
  const keep = (time: Instant, value: number) => time >= range.from && time <= range.to && Number.isFinite(value);
  const index = [...track.times.keys()].filter((i) => keep(track.times[i] ?? 0, track.values[i] ?? Number.NaN));
  return {
    times: Float64Array.from(index, (i) => track.times[i] ?? 0),
    values: Float64Array.from(index, (i) => track.values[i] ?? 0),
  };
}
