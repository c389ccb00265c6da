import { type Series, type Track, trackOf } from '../../src/metrics/series.ts';

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

/** As Prometheus 3 comes: no resource attribute is promoted, they stand in `target_info`. */
export const UNPROMOTED = STRATEGIES.filter((strategy) => !strategy.startsWith('VictoriaMetrics'));

export interface Server {
  readonly strategy: Strategy;
  /** Whether Kubernetes’ attributes stand on each series. */
  readonly promoted?: boolean | undefined;
}

const UNITS = { By: 'bytes', '1': 'ratio', '%': 'percent', s: 'seconds', '{count}': '' } as const;

/** The series that a server keeps of it. */
export function otelSeries(metrics: readonly OtelMetric[], { strategy, promoted = true }: Server): readonly Series[] {
  const escapes = strategy.startsWith('Underscore') || strategy.endsWith('usePrometheusNaming');
  const suffixes = strategy.endsWith('WithSuffixes') || strategy.endsWith('usePrometheusNaming');
  const escaped = (name: string) => (escapes ? name.replaceAll('.', '_') : name);
  const series = metrics.map(({ name, unit, kind, attributes = {}, resource, track }) => {
    const parts = [escaped(name)];
    if (suffixes && UNITS[unit] !== '' && !(unit === '1' && kind !== 'gauge')) parts.push(UNITS[unit]);
    if (suffixes && kind === 'counter') parts.push('total');
    if (kind === 'histogram') parts.push('count');
    const labels = { ...identityOf(resource, strategy, promoted), ...attributes };
    return { metric: parts.join('_'), labels: written(labels), ...track };
  });
  return strategy.startsWith('VictoriaMetrics') ? series : [...series, ...targetInfo(metrics, written)];

  function written(labels: Series['labels']): Series['labels'] {
    return Object.fromEntries(Object.entries(labels).map(([label, value]) => [escaped(label), value]));
  }
}

/** Prometheus’ own series of each resource that has a name and more than that. */
function targetInfo(
  metrics: readonly OtelMetric[],
  written: (labels: Series['labels']) => Series['labels'],
): readonly Series[] {
  const byResource = Map.groupBy(metrics, ({ resource }) => JSON.stringify(resource));
  return [...byResource.values()].flatMap(([first, ...others]): Series[] => {
    if (first?.resource['service.name'] === undefined) return [];
    const times = new Set([first, ...others].flatMap(({ track }) => [...track.times]));
    const labels = identityOf(first.resource, 'NoTranslation', true);
    const track = trackOf([...times].sort((a, b) => a - b).map((time) => [time, 1]));
    return [{ metric: 'target_info', labels: written(labels), ...track }];
  });
}

function identityOf(
  resource: OtelMetric['resource'],
  strategy: Strategy,
  promoted: boolean,
): Readonly<Record<string, string>> {
  if (strategy.startsWith('VictoriaMetrics')) return resource;
  const { 'service.name': name, 'service.namespace': namespace, 'service.instance.id': instance, ...rest } = resource;
  return {
    ...(promoted ? Object.fromEntries(Object.entries(rest).filter(([label]) => label.startsWith('k8s.'))) : {}),
    ...(name === undefined ? {} : { job: namespace === undefined ? name : `${namespace}/${name}` }),
    ...(instance === undefined ? {} : { instance }),
  };
}
