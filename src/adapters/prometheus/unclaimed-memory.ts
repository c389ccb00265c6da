import type { TimeRange } from '../../measurement/time.ts';
import { everyMetric } from '../../metrics/catalogue.ts';
import { readableSelector } from '../../service/readable-selector.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { selectorText } from './promql.ts';
import { seriesSchema } from './schema.ts';

type Labels = Readonly<Record<string, string>>;

/** What exporters call the memory of a container or a process. */
const OF_MEMORY =
  '(?:.+_)?(?:container|process|task|allocs|cgroup|namegroup)s?_(?:.+_)?mem(?:ory)?_.*(?:rss|resident|usage|used|working_set|bytes).*';
/** So many series are enough for an example of each metric. */
const MOST_SERIES = 2000;
/** Labels that say who was scraped, and not what a series is of. */
const OF_SCRAPE = new Set(['__name__', 'job', 'instance', 'endpoint', 'service', 'prometheus', 'metrics_path']);

/**
 * Memory that a server has and no service goes by, as a sentence: `container_memory_rss is there, of {id="/a"} for
 * instance, but …`. Undefined where there is none. Throws UnavailableError.
 */
export async function unclaimedMemory(api: PrometheusApi, range: TimeRange): Promise<string | undefined> {
  const match = selectorText('', [{ label: '__name__', op: '=~', value: OF_MEMORY }]);
  const series = await api.get({
    path: 'series',
    parameters: {
      'match[]': match,
      start: seconds(range.from),
      end: seconds(range.to),
      limit: String(MOST_SERIES),
    },
    asked: 'memory of any kind',
    shape: (data) => seriesSchema.parse(data),
  });
  const read = everyMetric();
  const known = series.find(({ __name__: name = '' }) => read.has(name));
  const example = known ?? series[0];
  if (example === undefined) return undefined;
  const seen = `${example['__name__']} is there, of ${distinguishing(example)} for instance`;
  return known === undefined
    ? `${seen}: Leakbot does not read this metric; let Prometheus scrape cAdvisor as well`
    : `${seen}, but no label says which container or service it is of: list the service in leakbot.yaml with a selector of these labels`;
}

function distinguishing(labels: Labels): string {
  const own = Object.entries(labels).filter(([label]) => !OF_SCRAPE.has(label));
  return readableSelector(own.slice(0, 3).map(([label, value]) => ({ label, op: '=', value })));
}
