import { matching } from '../collection/matches.ts';
import { UnavailableError } from '../foundation/errors.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { TimeRange } from '../measurement/time.ts';
import { everyCandidate, type MetricRequest } from '../metrics/catalogue.ts';
import type { LabelMatcher, ManyMetricsQuery, MetricsQuery, Series } from '../metrics/series.ts';
import { type ProcessNaming, processNaming } from '../metrics/several-processes.ts';
import type { Candidate } from '../runtime/candidate.ts';
import type { MetricsSource } from './ports.ts';
import { SharedRead } from './shared-read.ts';

export interface Asked {
  readonly range: TimeRange;
  readonly step: Milliseconds;
  /** Narrows the request, to one pod perhaps. */
  readonly more?: readonly LabelMatcher[];
  readonly signal: AbortSignal;
}

/**
 * What a source answers to the requests of one investigation. Most of them differ in the metric's name alone: where the
 * source can answer for several metrics, the first such request reads the whole family, and the others find their answer
 * there. Answers are kept as long as this object. A source that refuses a family is asked metric by metric, so that one
 * with too many series does not hide the others.
 */
export class Readings {
  readonly #source: MetricsSource;
  readonly #families = new Map<string, SharedRead<Family | undefined>>();
  readonly #alone = new Map<string, SharedRead<readonly Series[]>>();
  #samples = 0;
  #naming: ProcessNaming | undefined;

  constructor(source: MetricsSource, naming?: ProcessNaming) {
    this.#source = source;
    this.#naming = naming;
  }

  /** How processes that share an address are told apart; undefined where none do. */
  get naming(): ProcessNaming | undefined {
    return this.#naming;
  }

  /** Names processes that share an address, from now on, as their resident memory shows that they are several. */
  tellApart(resident: readonly Series[]): readonly Series[] {
    this.#naming ??= processNaming(resident);
    return this.#named(resident);
  }

  /** How many samples are kept. */
  get samples(): number {
    return this.#samples;
  }

  /** The answer to one request. Throws UnavailableError. */
  async series(request: MetricRequest, { range, step, more = [], signal }: Asked): Promise<readonly Series[]> {
    const { metric, aggregate } = request;
    const alone = { metric, matchers: [...request.matchers, ...more], range, step, aggregate };
    const answers = await this.#family(request, { range, step, more, signal });
    if (answers === undefined) return this.#named(await this.#one(alone, signal));
    const its = matching(ownMatchers(request));
    return this.#named((answers.get(metric) ?? []).filter(({ labels }) => its(labels)));
  }

  /**
   * Begins to read what a request will need when another had no answer, where whole families are read: beside the first
   * question a second takes hardly any time.
   */
  begin(request: MetricRequest, asked: Asked): void {
    if (request.exporter === 'kube-state-metrics') this.#family(request, asked).catch(() => undefined);
  }

  /** Whichever of several metrics the source has, in one request where it can. */
  async several(query: ManyMetricsQuery, signal: AbortSignal): Promise<readonly Series[]> {
    const { metrics, ...rest } = query;
    try {
      if (this.#source.many !== undefined) return this.#named(await this.#source.many(query, signal));
    } catch (error) {
      if (signal.aborted || !(error instanceof UnavailableError)) throw error;
    }
    const each = await Promise.all(metrics.map((metric) => this.#source.series({ ...rest, metric }, signal)));
    return this.#named(each.flat());
  }

  #named(series: readonly Series[]): readonly Series[] {
    return this.#naming === undefined ? series : series.map(this.#naming);
  }

  #one(query: MetricsQuery, signal: AbortSignal): Promise<readonly Series[]> {
    const key = JSON.stringify(query);
    const begin = async (aborted: AbortSignal) => this.#kept(await this.#source.series(query, aborted));
    const read = this.#alone.get(key) ?? new SharedRead(begin);
    this.#alone.set(key, read);
    return read.get(signal);
  }

  #kept(series: readonly Series[]): readonly Series[] {
    for (const { times } of series) this.#samples += times.length;
    return series;
  }

  async #family(request: MetricRequest, asked: Asked): Promise<Family | undefined> {
    const members = familyOf(request);
    const { many } = this.#source;
    const { range, step, more = [], signal } = asked;
    if (many === undefined || members.length < 2 || !worthTogether(request, more)) return undefined;
    const matchers = [...request.selector, ...sharedMatchers(request), ...more];
    const key = JSON.stringify([members, matchers, range.from, range.to, step, request.aggregate]);
    const query = { metrics: members, matchers, range, step, aggregate: request.aggregate };
    const family = this.#families.get(key) ?? new SharedRead((aborted) => this.#readFamily(query, aborted));
    this.#families.set(key, family);
    return family.get(signal);
  }

  async #readFamily(query: ManyMetricsQuery, signal: AbortSignal): Promise<Family | undefined> {
    try {
      const series = (await this.#source.many?.(query, signal)) ?? [];
      return Map.groupBy(this.#kept(series), ({ metric }) => metric);
    } catch (error) {
      if (signal.aborted) throw error;
      return undefined;
    }
  }
}

/** The series of several metrics, by the metric's name. */
type Family = ReadonlyMap<string, readonly Series[]>;

/** The metrics that are read with a request: of the same exporter, alike, and as cheap. */
function familyOf(request: MetricRequest): readonly string[] {
  families ??= new Map(
    [...Map.groupBy(everyCandidate(), familyName)].map(([name, all]) => [
      name,
      [...new Set(all.map(({ metric }) => metric))].sort(),
    ]),
  );
  return families.get(familyName(request)) ?? [];
}

/** The catalogue never changes. */
let families: ReadonlyMap<string, readonly string[]> | undefined;

function familyName(one: Parameters<typeof sharedMatchers>[0] & Pick<MetricRequest, 'quantity'>): string {
  return JSON.stringify([one.exporter, one.aggregate, one.quantity === 'requests', sharedMatchers(one)]);
}

/**
 * Whether reading the family costs hardly more than the one metric: not where single pods are named for the sake of one
 * quantity, and of processes, which expose many metrics each, only where they are those of one pod.
 */
function worthTogether({ exporter }: MetricRequest, more: readonly LabelMatcher[]): boolean {
  const onePod = more.some(({ label, op }) => op === '=' && (label === 'pod' || label === 'exported_pod'));
  return exporter === 'process' ? onePod : onePod || more.length === 0;
}

/** cAdvisor's metrics differ from those of the pod itself by the same conditions for all of them. */
function sharedMatchers({
  exporter,
  matchers,
  ...request
}: Candidate & { readonly selector?: readonly LabelMatcher[] }) {
  return exporter === 'cadvisor' ? matchers.slice(request.selector?.length ?? 0) : [];
}

/** The conditions of one metric that the others of its family do not have. */
function ownMatchers(request: MetricRequest): readonly LabelMatcher[] {
  return request.exporter === 'cadvisor' ? [] : request.matchers.slice(request.selector.length);
}
