import { type Bytes, formatBytes } from '../../measurement/bytes.ts';
import { formatInstant, type TimeRange } from '../../measurement/time.ts';
import { type PodMemory, residentName } from '../../metrics/lifetime.ts';
import type { Track } from '../../metrics/series.ts';
import { highest, sliceOf } from '../../metrics/track.ts';
import { shortPodNames } from '../../service/pod-name.ts';
import { shortRevision } from '../../service/revision.ts';
import { altText } from '../alt-text.ts';
import { type ChartFrame, subtitleOf, titleOf } from './chart-frame.ts';
import { highestLimit, limitOverTime, withLimitsBefore } from './limit-steps.ts';
import { eventLegend, eventMarks, lifeLegend, lifeMarks } from './marks.ts';
import { siblingsOf } from './siblings.ts';
import { thinned } from './thinning.ts';
import type { ChartLine, LegendEntry, TimeChart } from './time-chart.ts';
import { valueAxis } from './value-axis.ts';

/** Columns of the chosen line: about one for two pixels of the drawn picture. */
export const CHOSEN_COLUMNS = 480;

export interface RssRequest extends ChartFrame {
  readonly pods: readonly PodMemory[];
  /** The pod that the picture is about; without it all stay muted. */
  readonly chosen?: string | undefined;
  /** What counts against the limit of the chosen pod, where that is not about its RSS. */
  readonly charged?: Track | undefined;
}

/** RSS of every pod of a service against the limit: the chosen pod strong, its kills and restarts marked. */
export function rssChart(request: RssRequest): TimeChart {
  const { range } = request;
  const chosen = request.pods.find((pod) => pod.pod === request.chosen);
  const charged = chosen === undefined ? undefined : request.charged;
  const pods = charged === undefined ? request.pods : request.pods.map((pod) => asCharged(pod, chosen));
  const names = shortPodNames(pods.map((pod) => pod.pod));
  const highest = [charged ?? NONE, ...pods.map(({ rss }) => rss)].reduce(
    (most, track) => Math.max(most, highestIn(track, range)),
    0,
  );
  const own = chosen?.limit === undefined ? pods.find((pod) => pod.limit !== undefined) : chosen;
  const limited = withLimitsBefore(own, pods);
  const shownLimit = limitOverTime(limited, range, highest);
  const full = Math.max(highest, highestLimit(shownLimit));
  const others = pods.filter((pod) => pod !== chosen);
  const siblings = siblingsOf(others, range, full);
  const label = chosen === undefined ? '' : (names.get(chosen.pod) ?? chosen.pod);
  const line: readonly ChartLine[] = chosen === undefined ? [] : chosenLines({ chosen, charged, label }, request);
  const lines = [...siblings.lines, ...line];
  const events =
    chosen === undefined ? eventMarks(request, pods[0]?.rss ?? NONE) : eventMarks(request, charged ?? chosen.rss);
  const legend: readonly LegendEntry[] = [
    ...line.map(({ role, label: said }) => ({ symbol: role, label: said })),
    ...siblings.legend,
    ...(chosen === undefined ? [] : lifeLegend(chosen)),
    ...eventLegend(events),
  ];
  return {
    kind: 'time-chart',
    title: titleOf(request),
    subtitle: subtitleOf(
      request,
      `${whatOf(charged, request.pods)} ${pods.length > 1 ? 'by pod' : `of ${label}`}`,
      shownLimit === undefined ? 'no limit known' : undefined,
    ),
    alt: altFor({ ...request, charged, limited }, chosen, legend),
    range,
    axis: valueAxis('bytes', full),
    lines,
    band: siblings.band,
    limit: shownLimit,
    marks: [
      ...siblings.drawn.flatMap((pod) => lifeMarks(pod, pod.rss, range).map((mark) => ({ ...mark, muted: true }))),
      ...(chosen === undefined ? [] : lifeMarks(chosen, charged ?? chosen.rss, range)),
      ...events,
    ],
    legend,
  };
}

/** Beside the working set of one pod stands that of the others. */
function asCharged(pod: PodMemory, chosen: PodMemory | undefined): PodMemory {
  return pod === chosen ? pod : { ...pod, rss: pod.workingSet ?? pod.rss };
}

/** RSS is the name of one quantity: beside the working set it would be that of another. */
function whatOf(charged: Track | undefined, [first]: readonly PodMemory[]): string {
  return charged === undefined ? residentName(first ?? {}) : 'Memory';
}

function highestIn(track: Track, range: TimeRange): Bytes {
  return highest(sliceOf(track, range.from, range.to).values);
}

const NONE = { times: new Float64Array(), values: new Float64Array() };

interface Chosen {
  readonly chosen: PodMemory;
  readonly charged: Track | undefined;
  readonly label: string;
}

/** What counts against the limit is what the title speaks of: where it is apart from RSS, both are drawn. */
function chosenLines({ chosen, charged, label }: Chosen, { range }: ChartFrame): readonly ChartLine[] {
  const { lifetimes, rss } = chosen;
  const points = (track: Track) => thinned(track, { range, lifetimes, columns: CHOSEN_COLUMNS });
  if (charged === undefined) return [{ label, role: 'chosen', axis: 'first', points: points(rss) }];
  return [
    { label: `${label}, working set`, role: 'chosen', axis: 'first', points: points(charged) },
    { label: `${label}, ${residentName(chosen)}`, role: 'total', axis: 'first', points: points(rss) },
  ];
}

function limitsOf({ limitSteps = [] }: Pick<PodMemory, 'limitSteps'>, limit: Bytes): string {
  const known = limitSteps.flatMap((step) => (step.limit === undefined ? [] : [step.limit]));
  const changes = known.filter((each, i) => each !== known[i - 1]);
  return changes.length < 2 ? formatBytes(limit) : `changed ${changes.map(formatBytes).join(' → ')}`;
}

interface Limited extends RssRequest {
  /** The limit that is drawn, with those before it. */
  readonly limited: Pick<PodMemory, 'limit' | 'limitSteps'> | undefined;
}

function altFor(request: Limited, chosen: PodMemory | undefined, legend: readonly LegendEntry[]): string {
  const kills = chosen?.kills ?? [];
  const times = [...new Set(kills.map(formatInstant))];
  const shown = times.slice(-6).join(', ');
  const limit = chosen?.limit;
  return altText([
    request.headline,
    `${whatOf(request.charged, request.pods)} over time, ${subtitleOf(request, legend.map((entry) => entry.label).join(', '))}`,
    limit === undefined ? 'No memory limit is known' : `Limit ${limitsOf(request.limited ?? {}, limit)}`,
    kills.length === 0 ? undefined : `${times.length > 6 ? 'Last OOM kills' : 'OOM kills'} at ${shown} UTC`,
    ...(request.deploys ?? [])
      .slice(-6)
      .map(({ time, revision }) => `Deploy of ${shortRevision(revision)} at ${formatInstant(time)} UTC`),
  ]);
}
