import type { MetricsSource } from '../../src/evidence/ports.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, SECOND } from '../../src/measurement/duration.ts';
import { type MetricsQuery, type Series, trackOf } from '../../src/metrics/series.ts';
import { matches } from './recorded-series.ts';

/** What came after a recording: two pods of another revision, whose memory follows a law of the hour since their start. */
export interface Rollout {
  readonly revision: string;
  readonly at: number;
  /** Live heap in bytes, by the hours since the deploy. */
  readonly liveHeap: (hours: number) => number;
}

const LABELS = { cluster: 'eu-1', namespace: 'prod', container: 'markets-api' };

/** The recorded metrics, and after a rollout those of its pods: every 15 s, up to now. */
export function metricsWith(
  recorded: MetricsSource,
  { rollout, now }: { readonly rollout: () => Rollout | undefined; readonly now: () => number },
): MetricsSource {
  return {
    name: recorded.name,
    async series(query, signal) {
      const known = await recorded.series(query, signal);
      const deployed = rollout();
      return deployed === undefined ? known : [...known, ...seriesOf(deployed, query, now())];
    },
  };
}

function seriesOf({ revision, at, liveHeap }: Rollout, query: MetricsQuery, now: number): readonly Series[] {
  const laws: Readonly<Record<string, (hours: number, pod: number) => number>> = {
    container_memory_rss: (hours, pod) => liveHeap(hours) * 1.3 + pod * MiB,
    go_gc_heap_live_bytes: liveHeap,
    http_requests_total: (hours) => hours * 210_000,
    markets_build_info: () => 1,
  };
  const law = laws[query.metric];
  if (law === undefined) return [];
  return ['8a1c2d3e4f-aaaaa', '8a1c2d3e4f-bbbbb'].flatMap((suffix, index) => {
    const build = query.metric === 'markets_build_info' ? { revision } : {};
    const labels = { ...LABELS, pod: `markets-api-${suffix}`, image: `markets-api:${revision}`, ...build };
    if (!query.matchers.every((matcher) => matches(matcher, labels))) return [];
    const points: [number, number][] = [];
    const step = Math.max(15 * SECOND, query.step);
    for (let time = at; time <= Math.min(now, query.range.to); time += step) {
      const hours = (time - at) / HOUR;
      if (time >= query.range.from) points.push([time, law(hours, index) * (1 + 0.01 * Math.sin(time / 61_003))]);
    }
    return points.length === 0 ? [] : [{ metric: query.metric, labels, ...trackOf(points) }];
  });
}
