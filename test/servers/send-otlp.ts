import type { OtelMetric } from '../support/otel-series.ts';

/** Sends metrics by OTLP in JSON, a request a moment, oldest first, as an SDK exports them. */
export async function sendOtlp(url: string, metrics: readonly OtelMetric[]): Promise<void> {
  const moments = [...new Set(metrics.flatMap(({ track }) => [...track.times]))].sort((a, b) => a - b);
  for (const time of moments) {
    const now = metrics.filter(({ track }) => track.times.includes(time));
    const resourceMetrics = now.map((metric) => ({
      resource: { attributes: attributesOf(metric.resource) },
      scopeMetrics: [{ scope: { name: 'test' }, metrics: [metricOf(metric, time)] }],
    }));
    const answer = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ resourceMetrics }),
    });
    if (!answer.ok) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  }
}

function attributesOf(pairs: Readonly<Record<string, string>>) {
  return Object.entries(pairs).map(([key, stringValue]) => ({ key, value: { stringValue } }));
}

function metricOf({ name, unit, kind, attributes = {}, track }: OtelMetric, time: number) {
  const value = track.values[track.times.indexOf(time)] ?? 0;
  const nanoseconds = `${BigInt(time) * 1_000_000n}`;
  const point = {
    attributes: attributesOf(attributes),
    timeUnixNano: nanoseconds,
    startTimeUnixNano: `${BigInt(track.times[0] ?? 0) * 1_000_000n}`,
  };
  const common = { name, unit: unit === '{count}' ? '{count}' : unit };
  if (kind === 'histogram') {
    const dataPoints = [
      { ...point, count: String(value), sum: value, bucketCounts: [String(value), '0'], explicitBounds: [1] },
    ];
    return { ...common, histogram: { aggregationTemporality: 2, dataPoints } };
  }
  // What goes up and down is a sum that is not monotonic.
  return {
    ...common,
    sum: { aggregationTemporality: 2, isMonotonic: kind === 'counter', dataPoints: [{ ...point, asDouble: value }] },
  };
}
