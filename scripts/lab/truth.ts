import type { Instant } from '../../src/foundation/clock.ts';
import type { LabEvent } from './cluster/event.ts';
import type { RecordedSeries } from './record/series.ts';

/**
 * What grows in a scenario, by figures of cgroup files and of the runtime itself: an oracle that shares nothing with the code
 * that judges.
 */
export interface Truth {
  /** The growth that shares refer to: usually what counts against the limit. */
  readonly of: Sum;
  readonly parts: readonly TruthPart[];
}

export interface TruthPart {
  readonly what: string;
  readonly sum: Sum;
  /** Least and most share of the growth. */
  readonly share: readonly [number, number];
}

/** Metrics that are added, and those that are taken off: `name` or `name{label="value"}`. */
export interface Sum {
  readonly plus: readonly string[];
  readonly minus?: readonly string[];
}

/** One run of the container of a pod, between its start and its end. */
export interface Run {
  readonly pod: string;
  readonly from: Instant;
  readonly to: Instant;
}

/** The runs of a container that ended by themselves, by the supervisor's own events; the first fifth is its warm-up. */
export function finishedRuns(events: readonly LabEvent[], of: { pod: RegExp; container: string }): readonly Run[] {
  const own = events.filter(
    (event) => 'container' in event && event.container === of.container && of.pod.test(event.pod),
  );
  return own.flatMap((event, index) => {
    const next = own.slice(index + 1).find((later) => 'pod' in later && 'pod' in event && later.pod === event.pod);
    if (event.kind !== 'container-started' || next?.kind !== 'oom-killed') return [];
    return [{ pod: event.pod, from: event.time + 0.2 * (next.time - event.time), to: next.time }];
  });
}

/** By how much a sum grew in a run, from its first to its last three samples; undefined where a metric has too few. */
export function growthIn(
  series: readonly RecordedSeries[],
  { plus, minus = [] }: Sum,
  run: Run,
  container: string,
): number | undefined {
  const growth = (term: string): number | undefined => {
    const values = series
      .filter(({ labels }) => labels['pod'] === run.pod && labels['container'] === container && isTerm(term, labels))
      .flatMap(({ samples }) => samples)
      .filter(([time]) => time >= run.from && time <= run.to)
      .sort((a, b) => a[0] - b[0]);
    // The last scrape may have come while the kernel was already taking the process apart.
    return values.length < 6 ? undefined : medianOf(values.slice(-3)) - medianOf(values.slice(0, 3));
  };
  const terms = [...plus.map((term) => [term, 1] as const), ...minus.map((term) => [term, -1] as const)];
  return terms.reduce<number | undefined>((sum, [term, sign]) => {
    const own = growth(term);
    return sum === undefined || own === undefined ? undefined : sum + sign * own;
  }, 0);
}

function medianOf(three: readonly (readonly [number, number])[]): number {
  return three.map(([, value]) => value).sort((a, b) => a - b)[1] ?? Number.NaN;
}

function isTerm(term: string, labels: RecordedSeries['labels']): boolean {
  const [, name = '', matchers = ''] = /^([^{]+)(?:\{(.*)\})?$/.exec(term) ?? [];
  const wanted = [...matchers.matchAll(/(\w+)="([^"]*)"/g)];
  return labels['__name__'] === name && wanted.every(([, label = '', value]) => labels[label] === value);
}
