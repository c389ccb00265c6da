import type { Series } from '../../src/metrics/series.ts';

/** OpenMetrics wants samples of a metric together, each series oldest first, and times in seconds. */
export function openMetrics(series: readonly Series[]): string {
  const lines = series.flatMap(({ metric, labels, times, values }) => {
    const inside = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
    return Array.from(times, (time, i) => `${metric}{${inside.join(',')}} ${numeral(values[i])} ${time / 1000}`);
  });
  return `${lines.join('\n')}\n# EOF\n`;
}

function numeral(value = Number.NaN): string {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf';
}

/** The text of a scrape, with the time of each sample. */
export function scraped({ metric, labels, times, values }: Series): string {
  const inside = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return Array.from(times, (time, i) => `${metric}{${inside.join(',')}} ${values[i]} ${time}\n`).join('');
}
