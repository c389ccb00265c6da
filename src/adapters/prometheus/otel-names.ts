import { escapeRegex } from '../../foundation/escape-regex.ts';
import { RUNTIMES } from '../../runtime/runtimes.ts';

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

/** What the names of OpenTelemetry's attributes begin with: those of any process, and of each runtime as its metrics do. */
const NAMESPACES: ReadonlySet<string> = new Set([
  ...['k8s', 'service', 'container', 'process'],
  ...RUNTIMES.flatMap(({ metrics }) => Object.values(metrics.names).flat())
    .filter(({ metric }) => isOtelName(metric))
    .map(({ metric }) => metric.slice(0, metric.indexOf('.'))),
]);

/** Whether a label is an attribute of OpenTelemetry, whose name has dots where nothing replaced them. */
export function isAttribute(label: string): boolean {
  const end = label.indexOf('_');
  return end > 0 && NAMESPACES.has(label.slice(0, end));
}
