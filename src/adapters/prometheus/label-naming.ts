import type { TimeRange } from '../../measurement/time.ts';
import type { LabelMatcher } from '../../metrics/series.ts';
import { type PrometheusApi, seconds } from './api.ts';
import { spellings } from './otel-names.ts';
import { selectorText } from './promql.ts';
import { seriesSchema } from './schema.ts';
import { SIGNS } from './seen-exporters.ts';

type Labels = Readonly<Record<string, string>>;

/** So many series are enough to see which labels there are. */
const MOST_SERIES = 20_000;

/**
 * What selects the processes or containers of which a label has this value, where no service is called so: the label
 * that most of them have, with their job where it is one. Throws UnavailableError.
 */
export async function selectorNaming(
  api: PrometheusApi,
  value: string,
  range: TimeRange,
): Promise<readonly LabelMatcher[] | undefined> {
  const names = [...SIGNS].map((metric) => (metric.includes('.') ? spellings(metric) : metric)).join('|');
  const series = await api.get({
    path: 'series',
    parameters: {
      'match[]': selectorText('', [{ label: '__name__', op: '=~', value: names }]),
      start: seconds(range.from),
      end: seconds(range.to),
      limit: String(MOST_SERIES),
    },
    asked: 'labels of processes',
    shape: (data) => seriesSchema.parse(data),
  });
  return selectorAmong(series, value) ?? unitAmong(series, value);
}

/** A unit of systemd is named by the end of its cgroup. */
function unitAmong(series: readonly Labels[], value: string): readonly LabelMatcher[] | undefined {
  const id = series.flatMap((labels) => labels['id'] ?? []).find((each) => each.endsWith(`/${value}.service`));
  return id === undefined ? undefined : [{ label: 'id', op: '=', value: id }];
}

function selectorAmong(series: readonly Labels[], value: string): readonly LabelMatcher[] | undefined {
  const naming = series.flatMap((labels) =>
    Object.keys(labels).flatMap((label) =>
      label !== '__name__' && labels[label] === value ? [{ label, labels }] : [],
    ),
  );
  const [best] = [...Map.groupBy(naming, ({ label }) => label).values()].sort((a, b) => b.length - a.length);
  const [first] = best ?? [];
  if (best === undefined || first === undefined) return undefined;
  const jobs = new Set(best.map(({ labels }) => labels['job']));
  const [job] = jobs;
  const own = { label: first.label, op: '=', value } as const;
  return jobs.size > 1 || job === undefined || first.label === 'job'
    ? [own]
    : [{ label: 'job', op: '=', value: job }, own];
}
