import type { Quantity } from './quantities.ts';

export type { Quantity } from './quantities.ts';

/** Things that a process counts, each of which keeps memory. */
export const COUNTED_QUANTITIES = ['goroutines', 'threads', 'handles'] as const satisfies readonly Quantity[];

export type CountedQuantity = (typeof COUNTED_QUANTITIES)[number];

/**
 * How samples of a metric are to be read: `value` as they stand; `floor` stands above the quantity by garbage, so only
 * its floor counts; `counter` only its increases count; `seconds` is a moment in seconds since the epoch.
 */
export type Reading = 'value' | 'floor' | 'counter' | 'seconds';

/** Who exposes a metric; decides which labels name the pod. */
export type Exporter = 'cadvisor' | 'kube-state-metrics' | 'process';

/** One condition on a label of a metric. */
export interface LabelMatcher {
  readonly label: string;
  readonly op: '=' | '!=' | '=~' | '!~';
  readonly value: string;
}

/** One metric that reports a quantity. */
export interface Candidate {
  readonly metric: string;
  readonly exporter: Exporter;
  readonly matchers: readonly LabelMatcher[];
  readonly aggregate: 'last' | 'max' | 'min';
  readonly reading: Reading;
  /** The labels whose values are parts of the quantity (memory pools, heap spaces): their series are added up. */
  readonly parts?: string | readonly string[] | undefined;
  /** A metric of the same labels that is part of this one and not of the quantity: it is taken off. */
  readonly less?: string | undefined;
  /** Zero is reported before the first collection, when nothing is known yet. */
  readonly zeroIsUnknown?: boolean | undefined;
}

// cAdvisor also reports the pod's own cgroup and the pause container, which have no name or Docker's `POD`. An image proves
// no more, and some have none: the kubelet's statistics by CRI, managed services that keep few labels.
const OF_CONTAINERS: readonly LabelMatcher[] = [{ label: 'container', op: '!~', value: '|POD' }];

export function cadvisor(
  metric: string,
  aggregate: Candidate['aggregate'] = 'last',
  reading: Reading = 'value',
): Candidate {
  return { metric, exporter: 'cadvisor', matchers: OF_CONTAINERS, aggregate, reading };
}

// The pod's own cgroup; the pause container has no container name either, but an image.
const OF_PODS: readonly LabelMatcher[] = [
  { label: 'container', op: '=', value: '' },
  { label: 'image', op: '=', value: '' },
];

/** What cAdvisor reports of the whole pod. */
export function cadvisorPod(metric: string): Candidate {
  return { metric, exporter: 'cadvisor', matchers: OF_PODS, aggregate: 'last', reading: 'value' };
}

export function kube(metric: string, reading: Reading, matchers: readonly LabelMatcher[] = []): Candidate {
  return { metric, exporter: 'kube-state-metrics', matchers, aggregate: 'max', reading };
}

/** A metric that the process exposes of itself. */
export function own(metric: string, rest: Partial<Omit<Candidate, 'metric' | 'exporter'>> = {}): Candidate {
  return { metric, exporter: 'process', matchers: [], aggregate: 'last', reading: 'value', ...rest };
}

/**
 * A metric of OpenTelemetry's semantic conventions, by its name there (https://opentelemetry.io/docs/specs/semconv): a
 * source knows what each server calls it. Labels are written with underscores, `jvm_memory_type`.
 */
export function otel(name: string, rest: Partial<Omit<Candidate, 'metric' | 'exporter'>> = {}): Candidate {
  return own(name, rest);
}

/** What the receivers of OpenTelemetry's collector report of containers, from the kubelet and the API server. */
export function otelContainer(
  name: string,
  aggregate: Candidate['aggregate'] = 'last',
  reading: Reading = 'value',
): Candidate {
  return { metric: name, exporter: 'cadvisor', matchers: [], aggregate, reading };
}

/** Stands above its quantity by garbage: of a step the lowest sample counts. */
export const FLOOR = { reading: 'floor', aggregate: 'min' } as const satisfies Partial<Candidate>;

export function is(label: string, value: string): LabelMatcher {
  return { label, op: '=', value };
}

export function like(label: string, value: string): LabelMatcher {
  return { label, op: '=~', value };
}
