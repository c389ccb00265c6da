/** A metric as a page in Prometheus' text format has it. */
export interface ExposedMetric {
  readonly type: string;
  /** Of all its samples; `le` belongs to the type of a histogram. */
  readonly labels: ReadonlySet<string>;
  /** The values by `name{labels}` as they are written. */
  readonly samples: ReadonlyMap<string, number>;
}

/** The metrics of a page by name, those without samples too. */
export function exposedMetrics(page: string): ReadonlyMap<string, ExposedMetric> {
  const found = new Map<string, ExposedMetric & { labels: Set<string>; samples: Map<string, number> }>();
  for (const [, name = '', type = ''] of page.matchAll(/^# TYPE (\S+) (\S+)$/gm)) {
    found.set(name, { type, labels: new Set(), samples: new Map() });
  }
  for (const [, series = '', name = '', labels = '', value] of page.matchAll(/^((\w+)(?:\{(.*)\})?) (\S+)$/gm)) {
    const metric = found.get(name) ?? found.get(name.replace(/_(bucket|sum|count)$/, ''));
    if (metric === undefined) continue;
    for (const [, label = ''] of labels.matchAll(/(\w+)="/g)) if (label !== 'le') metric.labels.add(label);
    metric.samples.set(series, Number(value));
  }
  return found;
}
