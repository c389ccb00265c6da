import { matching } from '../../collection/matches.ts';
import type { TimeRange } from '../../measurement/time.ts';
import { isRare } from '../../metrics/catalogue.ts';
import { isOutsideKubernetes } from '../../metrics/place.ts';
import type { LabelMatcher, Series } from '../../metrics/series.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { bareSelections } from './bare-containers.ts';
import { canonicalLabels, type LabelStyle, styled, stylesOf, withoutExporter } from './label-styles.ts';
import { PODMAN_INFO, podmanNames } from './podman-names.ts';
import { LISTED, podsAlone } from './pods-alone.ts';
import { selectorText } from './promql.ts';
import { remembering } from './remembered-answers.ts';
import { seriesSchema } from './schema.ts';
import { dividedByIdentity, JOINED, TARGET_INFO, type TargetInfo, targetInfoOf } from './target-info.ts';
import { NOTHING_SPECIAL, type Vocabulary, vocabularies } from './vocabulary.ts';

/** How metrics that are wanted are written in a server: what to ask for, and what an answer means. */
export interface Written {
  /** The names to ask for. */
  readonly names: readonly string[];
  /** Each of them selects some of the series that are meant; all of them together select every one. */
  readonly alternatives: readonly (readonly LabelMatcher[])[];
  /** The series of an answer by their own names, with the labels of other exporters; empty for one that is not meant. */
  meant(series: Series): readonly Series[];
}

interface Wanted {
  readonly metrics: readonly string[];
  readonly matchers: readonly LabelMatcher[];
  readonly range: TimeRange;
}

export interface WrittenSeries {
  /** Of OpenTelemetry's metrics. Throws UnavailableError. */
  otel(wanted: Wanted, signal?: AbortSignal): Promise<Written>;
  /** Of all others: as they are wanted, unless a collector of OpenTelemetry scraped them. Throws UnavailableError. */
  others(wanted: Wanted, signal?: AbortSignal): Promise<Written>;
}

/** The container's metrics of the kubelet's receiver share names with cAdvisor's, whose labels are others. */
const OF_RECEIVER: LabelMatcher = { label: 'k8s_pod_name', op: '!=', value: '' };

/** Kube-state-metrics' labels are asked for as they may be by whoever asks. */
const OF_KUBE_STATE = /^kube_/;

export function writtenSeries(api: PrometheusApi): WrittenSeries {
  const vocabularyIn = vocabularies(api);
  const { targetInfoOr, knownOf } = knowing(api);

  async function otel({ metrics, matchers, range }: Wanted, signal?: AbortSignal): Promise<Written> {
    const vocabulary = await vocabularyIn(range, signal);
    const { dots } = vocabulary;
    const given = metrics.flatMap((metric) => (vocabulary.names.get(metric) ?? []).map((name) => ({ metric, name })));
    const names = given.map(({ name }) => name);
    const meaning = new Map(given.map(({ metric, name }) => [name, metric]));
    if (names.length === 0) return { names, alternatives: [], meant: () => [] };
    const info = await targetInfoOr({ matchers, range, dots }, vocabulary, signal);
    const own = names.some((name) => name.startsWith('container')) ? [...matchers, OF_RECEIVER] : matchers;
    return {
      names,
      alternatives: alternativesOf(own, info, { dots, unlabelled: matchers }),
      meant: meantBy(matchers, info, (name) => meaning.get(name) ?? name),
    };
  }

  async function others({ metrics: wanted, matchers, range }: Wanted, signal?: AbortSignal): Promise<Written> {
    // Whoever cannot say how its series are written has none that are written otherwise, as far as can be known.
    const vocabularyNow = () => vocabularyIn(range, signal).catch(() => NOTHING_SPECIAL);
    const metrics = wanted.some(isRare) ? wanted.filter(isHad((await vocabularyNow()).rare)) : wanted;
    const asTheyAre = { names: metrics, alternatives: [matchers], meant: handedOnBy(matchers) };
    if (metrics.every((metric) => OF_KUBE_STATE.test(metric))) return asTheyAre;
    if (dividedByIdentity(matchers).identity.length === 0) return asTheyAre;
    const vocabulary = await vocabularyNow();
    const info = await knownOf({ matchers, range }, vocabulary, signal);
    const alternatives = [
      ...vocabulary.styles.map((style) => styled(matchers, style)),
      ...info.selectors(matchers),
      ...(vocabulary.cgroups ? bareSelections(matchers) : []),
    ];
    if (alternatives.length === 1) return asTheyAre;
    return { names: metrics, alternatives, meant: meantBy(matchers, info, (name) => name) };
  }

  return { otel, others };
}

/** What few servers have costs a query where most are asked for it. */
function isHad(rare: Vocabulary['rare']): (metric: string) => boolean {
  return (metric) => rare === undefined || rare.has(metric) || !isRare(metric);
}

/** What a server says of whose its series are. */
function knowing(api: PrometheusApi) {
  const targetInfoIn = targetInfos(api);
  const seriesIn = seriesOf(api);

  async function targetInfoOr(
    selection: Selection,
    { targetInfo }: Pick<Vocabulary, 'targetInfo'>,
    signal: AbortSignal | undefined,
  ): Promise<TargetInfo> {
    return targetInfo ? targetInfoIn(selection, signal) : targetInfoOf([]);
  }

  /** Everything that says whose a series is, where its own labels do not. */
  async function knownOf(
    wanted: Omit<Wanted, 'metrics'>,
    vocabulary: Vocabulary,
    signal: AbortSignal | undefined,
  ): Promise<TargetInfo> {
    const { matchers, range } = wanted;
    const [info, pods, containers] = await Promise.all([
      targetInfoOr({ matchers, range, dots: vocabulary.dots }, vocabulary, signal),
      vocabulary.podsAlone ? seriesIn(LISTED, range, signal) : [],
      vocabulary.podman ? seriesIn(PODMAN_INFO, range, signal) : [],
    ]);
    return together([
      info,
      ...(pods.length > 0 ? [podsAlone(pods)] : []),
      ...(containers.length > 0 ? [podmanNames(containers)] : []),
    ]);
  }

  return { targetInfoOr, knownOf };
}

function together(all: readonly TargetInfo[]): TargetInfo {
  return {
    selectors: (matchers) => all.flatMap(({ selectors }) => selectors(matchers)),
    completed: (labels) => all.reduce((known, { completed }) => completed(known), labels),
  };
}

function alternativesOf(
  labelled: readonly LabelMatcher[],
  info: TargetInfo,
  { dots, unlabelled }: { readonly dots: boolean; readonly unlabelled: readonly LabelMatcher[] },
): readonly (readonly LabelMatcher[])[] {
  return [
    ...stylesOf(labelled, dots).map((style) => styled(labelled, style)),
    ...info.selectors(unlabelled).map((each) => styledRest(each, dots)),
  ];
}

/** Attributes of the metric itself (`go_memory_type`), beside the labels that `target_info` is joined by. */
function styledRest(matchers: readonly LabelMatcher[], dots: boolean): readonly LabelMatcher[] {
  if (!dots) return matchers;
  return matchers.flatMap((each) => (JOINED.includes(each.label) ? [each] : styled([each], 'dots')));
}

/**
 * What a gateway or a collector hands on carries its pod, not that of the job that is asked for by `exported_job`: such a
 * process goes by its own instance.
 */
function handedOnBy(matchers: readonly LabelMatcher[]): (series: Series) => readonly Series[] {
  if (!matchers.some(({ label }) => label === 'exported_job')) return (series) => [series];
  // An exporter outside Kubernetes names by labels of its own what it reports of: that is no pod that was scraped.
  return (series) => [
    isOutsideKubernetes(series.labels) ? series : { ...series, labels: withoutExporter(series.labels) },
  ];
}

function meantBy(
  matchers: readonly LabelMatcher[],
  info: TargetInfo,
  named: (name: string) => string,
): (series: Series) => readonly Series[] {
  const isMeant = matching(dividedByIdentity(matchers).identity);
  return (series) => {
    const [own] = handedOnBy(matchers)({ ...series, labels: canonicalLabels(info.completed(series.labels)) });
    const labels = own?.labels ?? {};
    return isMeant(labels) ? [{ ...series, metric: named(series.metric), labels }] : [];
  };
}

/** Every series of a metric in a range, once. */
function seriesOf(api: PrometheusApi) {
  const remembered = remembering<readonly Series['labels'][]>();
  return (names: string, { from, to }: TimeRange, signal?: AbortSignal) => {
    const match = selectorText('', [{ label: '__name__', op: '=~', value: names }]);
    const parameters = { 'match[]': match, start: seconds(from), end: seconds(to) };
    const shape = (data: unknown) => seriesSchema.parse(data);
    const asked = 'names of containers';
    return remembered(JSON.stringify(parameters), () => api.get({ path: 'series', parameters, asked, shape }, signal));
  };
}

interface Selection {
  readonly matchers: readonly LabelMatcher[];
  readonly range: TimeRange;
  readonly dots: boolean;
}

function targetInfos(api: PrometheusApi): (selection: Selection, signal?: AbortSignal) => Promise<TargetInfo> {
  const remembered = remembering<TargetInfo>();

  return async ({ matchers, range, dots }, signal) => {
    // What says nothing of the container may be of it all the same.
    const identity = dividedByIdentity(matchers).identity.filter(({ label }) => label !== 'container');
    if (identity.length === 0) return targetInfoOf([]);
    const styles = (dots ? ['underscores', 'dots'] : ['underscores']) satisfies readonly LabelStyle[];
    const match = [...new Set(styles.map((style) => selectorText(TARGET_INFO, styled(identity, style))))];
    const call = {
      path: 'series',
      parameters: { 'match[]': match, start: seconds(range.from), end: seconds(range.to) },
      asked: TARGET_INFO,
      shape: (data: unknown) => targetInfoOf(seriesSchema.parse(data)),
    };
    return remembered(JSON.stringify(call.parameters), () => api.get(call, signal));
  };
}
