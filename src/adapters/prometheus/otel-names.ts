import { escapeRegex } from '../../foundation/escape-regex.ts';
import type { LabelMatcher } from '../../metrics/series.ts';
import { RUNTIMES } from '../../runtime/runtimes.ts';

type Labels = Readonly<Record<string, string>>;

/** OpenTelemetry's names have dots (`go.memory.used`); those of no other exporter have. */
export function isOtelName(metric: string): boolean {
  return metric.includes('.');
}

/** What a server appends for the unit and for the kind of an instrument, where its strategy says so. */
const UNIT = '(?:_bytes|_seconds|_milliseconds|_percent)?';
const KIND = '(?:_total|_ratio)?';
const COUNT = '_count';

/**
 * The names that servers give a metric, as a regular expression: with dots or underscores, with the unit or without
 * (`translation_strategy` of Prometheus 3, `-opentelemetry.usePrometheusNaming` of VictoriaMetrics, the exporters of the
 * collector). A histogram is asked for by its count: `jvm.gc.duration_count`.
 */
export function spellings(metric: string): string {
  const counted = metric.endsWith(COUNT);
  const plain = counted ? metric.slice(0, -COUNT.length) : metric;
  const name = `(?:${escapeRegex(plain)}|${plain.replaceAll('.', '_')})${UNIT}`;
  return counted ? `${name}${COUNT}` : `${name}${KIND}`;
}

/** `k8s.pod.name` and `k8s_pod_name` are one label. */
export function canonicalLabel(label: string): string {
  return label.replace(/[^a-zA-Z0-9_]/g, '_');
}

/** Labels that name a container, by what Leakbot and the kubelet's metrics call them. */
const CONTAINER: Readonly<Record<string, string>> = {
  namespace: 'k8s_namespace_name',
  pod: 'k8s_pod_name',
  container: 'k8s_container_name',
};

const IDENTITY: Readonly<Record<string, string>> = {
  ...CONTAINER,
  cluster: 'k8s_cluster_name',
  // Prometheus makes the one of the other; VictoriaMetrics leaves it.
  instance: 'service_instance_id',
};

/** What says whose a series is, wherever it runs in Kubernetes. */
export const IDENTITY_LABELS: readonly string[] = ['cluster', ...Object.keys(CONTAINER)];
export const IDENTITY_ATTRIBUTES: readonly string[] = ['k8s_cluster_name', ...Object.values(CONTAINER)];

/**
 * An answer's labels as other exporters have them: underscores, and `pod` beside `k8s_pod_name`. Where both were there, a
 * scrape gave the one, and it names the collector that was scraped; a label for the cluster is the server's own.
 */
export function canonicalLabels(labels: Labels): Labels {
  const plain = Object.fromEntries(Object.entries(labels).map(([name, value]) => [canonicalLabel(name), value]));
  const named = Object.entries(IDENTITY).flatMap(([label, of]) => {
    const value = plain[of];
    const stands = plain[label] !== undefined && CONTAINER[label] === undefined;
    return value === undefined || !filled(value) || stands ? [] : [[label, value] as const];
  });
  const { exported_instance: own, ...rest } = { ...plain, ...Object.fromEntries(named) };
  if (own === undefined) return rest;
  // What a collector hands on goes by the pod that its attributes name, else by its own instance.
  return filled(plain['k8s_pod_name']) ? { ...rest, instance: own } : { ...rest, exported_instance: own };
}

function filled(text: string | undefined): boolean {
  return text !== undefined && text !== '';
}

/** How the labels of series are written. */
export type LabelStyle = 'kubernetes' | 'underscores' | 'dots';

/** What the names of OpenTelemetry's attributes begin with: those of any process, and of each runtime as its metrics do. */
const NAMESPACES: ReadonlySet<string> = new Set([
  ...['k8s', 'service', 'container', 'process'],
  ...RUNTIMES.flatMap(({ metrics }) => Object.values(metrics.names).flat())
    .filter(({ metric }) => isOtelName(metric))
    .map(({ metric }) => metric.slice(0, metric.indexOf('.'))),
]);

/** Whether a label is an attribute of OpenTelemetry, whose name has dots where nothing replaced them. */
function isAttribute(label: string): boolean {
  const end = label.indexOf('_');
  return end > 0 && NAMESPACES.has(label.slice(0, end));
}

/**
 * Matchers for series whose labels are written so. The cluster may be named by the server's label or by the attribute:
 * that one is left to whoever reads the answer's {@link canonicalLabels}.
 */
export function styled(matchers: readonly LabelMatcher[], style: LabelStyle): readonly LabelMatcher[] {
  const asked = style === 'kubernetes' ? matchers : matchers.filter(({ label }) => label !== 'cluster');
  return asked.map((matcher) => {
    const named = style === 'kubernetes' ? matcher.label : (IDENTITY[matcher.label] ?? matcher.label);
    const dotted = style === 'dots' && isAttribute(named);
    return { ...matcher, label: dotted ? named.replaceAll('_', '.') : named };
  });
}

/** The styles in which a query may find what its matchers mean: one where they name nothing that has two names. */
export function stylesOf(matchers: readonly LabelMatcher[], dots: boolean): readonly LabelStyle[] {
  const named = matchers.some(({ label }) => IDENTITY[label] !== undefined);
  const attributes = matchers.some(({ label }) => isAttribute(label));
  return [
    ...(named || !dots || !attributes ? (['kubernetes'] as const) : []),
    ...(named ? (['underscores'] as const) : []),
    ...(dots && (named || attributes) ? (['dots'] as const) : []),
  ];
}
