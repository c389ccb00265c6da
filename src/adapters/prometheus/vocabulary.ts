import { UnavailableError } from '../../foundation/errors.ts';
import type { TimeRange } from '../../measurement/time.ts';
import { ELSEWHERE, everyMetric, isRare } from '../../metrics/catalogue.ts';
import type { LabelMatcher } from '../../metrics/series.ts';
import { RUNTIMES } from '../../runtime/runtimes.ts';
import { UNREAD_SIGNS } from '../../runtime/unread-runtimes.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { type LabelStyle, stylesAmong } from './label-styles.ts';
import { isOtelName, spellings } from './otel-names.ts';
import { PODMAN_INFO } from './podman-names.ts';
import { selectorText } from './promql.ts';
import { remembering } from './remembered-answers.ts';
import { labelValuesSchema } from './schema.ts';
import { TARGET_INFO } from './target-info.ts';

/** How a server writes names in a range of time. */
export interface Vocabulary {
  /** What it calls each of OpenTelemetry's metrics, by OpenTelemetry’s own name. */
  readonly names: ReadonlyMap<string, readonly string[]>;
  /** Which of the metrics that few servers have it has; undefined where that is not known. */
  readonly rare: ReadonlySet<string> | undefined;
  /** How the labels of other exporters' metrics name a pod. */
  readonly styles: readonly LabelStyle[];
  /** Whether labels may have dots. */
  readonly dots: boolean;
  /** Whether `target_info` may say which pod a series is of. */
  readonly targetInfo: boolean;
  /** Whether cAdvisor is read, which names containers by their cgroups where nothing else does. */
  readonly cgroups: boolean;
  /** Whether cAdvisor names pods and none of their containers. */
  readonly podsAlone: boolean;
  /** Whether podman's exporter names containers by their ids. */
  readonly podman: boolean;
}

export const NOTHING_SPECIAL: Vocabulary = {
  names: new Map(),
  rare: undefined,
  styles: ['kubernetes'],
  dots: false,
  targetInfo: false,
  cgroups: false,
  podsAlone: false,
  podman: false,
};

const WANTED = [...everyMetric(), ...UNREAD_SIGNS].filter(isOtelName);
const TESTS = WANTED.map((metric) => ({ metric, test: new RegExp(`^${spellings(metric)}$`) }));
const OF_OTEL = WANTED.map(spellings);
const RARE = [...everyMetric()].filter(isRare);
const CGROUPS = ['container_memory_working_set_bytes', 'container_memory_rss'];
const IN_PODS: readonly LabelMatcher[] = [
  { label: 'pod', op: '!=', value: '' },
  { label: 'container', op: '!~', value: '|POD' },
];
/** Of the many metrics of a process or a container these have the labels that all have. */
const OF_OTHERS = [
  ...RUNTIMES.map(({ metrics }) => metrics.signs[0]),
  'process_resident_memory_bytes',
  ...CGROUPS,
  ...ELSEWHERE,
];

/** Asks a server for its vocabulary, once a range. Throws UnavailableError. */
export function vocabularies(api: PrometheusApi): (range: TimeRange, signal?: AbortSignal) => Promise<Vocabulary> {
  const remembered = remembering<Vocabulary>();

  async function ask(range: TimeRange, signal: AbortSignal | undefined): Promise<Vocabulary> {
    const asking = (path: string, names: readonly string[], more: readonly LabelMatcher[] = []) =>
      listOf(api, { path, names, more, range }, signal);
    const [listed, labelled] = await Promise.all([
      asking('label/__name__/values', [...OF_OTEL, TARGET_INFO, PODMAN_INFO, ...RARE]),
      asking('labels', [...OF_OTEL, ...OF_OTHERS]),
    ]);
    const [names, all] = [listed ?? [], labelled ?? []];
    const labels = new Set(all);
    const ofPods = labels.has('id') && labels.has('pod');
    const ofContainers = (ofPods ? await asking('labels', CGROUPS, IN_PODS) : undefined) ?? [];
    return {
      names: new Map(TESTS.map(({ metric, test }) => [metric, names.filter((name) => test.test(name))])),
      rare: listed === undefined ? undefined : new Set(listed.filter(isRare)),
      styles: stylesAmong(labels),
      dots: [...names, ...all].some((name) => name.includes('.')),
      targetInfo: names.includes(TARGET_INFO),
      cgroups: labels.has('id'),
      podsAlone: ofPods && ofContainers.length === 0,
      podman: names.includes(PODMAN_INFO),
    };
  }

  return (range, signal) => remembered(`${range.from}/${range.to}`, () => ask(range, signal));
}

interface Asked {
  readonly path: string;
  /** Patterns of the names of metrics. */
  readonly names: readonly string[];
  readonly more: readonly LabelMatcher[];
  readonly range: TimeRange;
}

/** Undefined where a server cannot list some of what it has. */
async function listOf(
  api: PrometheusApi,
  { path, names, more, range }: Asked,
  signal: AbortSignal | undefined,
): Promise<readonly string[] | undefined> {
  const any: LabelMatcher = { label: '__name__', op: '=~', value: names.join('|') };
  const parameters = {
    'match[]': selectorText('', [any, ...more]),
    start: seconds(range.from),
    end: seconds(range.to),
  };
  const shape = (data: unknown) => labelValuesSchema.parse(data);
  try {
    return await api.get({ path, parameters, asked: 'how its series are written', shape }, signal);
  } catch (error) {
    // Prometheus before 2.24 cannot select here, nor does it take OpenTelemetry's metrics.
    if (error instanceof UnavailableError && !error.retryable) return undefined;
    throw error;
  }
}
