import type { Series, Track } from '../../src/metrics/series.ts';

/** A metric as an SDK or a receiver of the collector sends it. */
export interface OtelMetric {
  /** `go.memory.used` */
  readonly name: string;
  readonly unit: 'By' | '1' | '%' | 's' | '{count}';
  readonly kind: 'gauge' | 'counter' | 'histogram';
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly resource: Readonly<Record<string, string>>;
  /** Of a histogram its count. */
  readonly track: Track;
}

/**
 * What a server makes of names: `translation_strategy` of Prometheus 3, whose `promote_resource_attributes` name the
 * Kubernetes ones; VictoriaMetrics as it comes, which promotes all, and with `-opentelemetry.usePrometheusNaming`.
 */
export const STRATEGIES = [
  'UnderscoreEscapingWithSuffixes',
  'UnderscoreEscapingWithoutSuffixes',
  'NoUTF8EscapingWithSuffixes',
  'NoTranslation',
  'VictoriaMetrics',
  'VictoriaMetrics usePrometheusNaming',
] as const;
export type Strategy = (typeof STRATEGIES)[number];

const UNITS = { By: 'bytes', '1': 'ratio', '%': 'percent', s: 'seconds', '{count}': '' } as const;

/** The series that a server keeps of it. */
export function otelSeries(metrics: readonly OtelMetric[], strategy: Strategy): readonly Series[] {
  const escapes = strategy.startsWith('Underscore') || strategy.endsWith('usePrometheusNaming');
  const suffixes = strategy.endsWith('WithSuffixes') || strategy.endsWith('usePrometheusNaming');
  const escaped = (name: string) => (escapes ? name.replaceAll('.', '_') : name);
  return metrics.map(({ name, unit, kind, attributes = {}, resource, track }) => {
    const parts = [escaped(name)];
    if (suffixes && UNITS[unit] !== '' && !(unit === '1' && kind !== 'gauge')) parts.push(UNITS[unit]);
    if (suffixes && kind === 'counter') parts.push('total');
    if (kind === 'histogram') parts.push('count');
    const labels = { ...identityOf(resource, strategy), ...attributes };
    return {
      metric: parts.join('_'),
      labels: Object.fromEntries(Object.entries(labels).map(([label, value]) => [escaped(label), value])),
      ...track,
    };
  });
}

function identityOf(resource: OtelMetric['resource'], strategy: Strategy): Readonly<Record<string, string>> {
  if (strategy.startsWith('VictoriaMetrics')) return resource;
  const { 'service.name': name, 'service.namespace': namespace, 'service.instance.id': instance, ...rest } = resource;
  const promoted = Object.fromEntries(Object.entries(rest).filter(([label]) => label.startsWith('k8s.')));
  return {
    ...promoted,
    ...(name === undefined ? {} : { job: namespace === undefined ? name : `${namespace}/${name}` }),
    ...(instance === undefined ? {} : { instance }),
  };
}
