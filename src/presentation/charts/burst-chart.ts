import { type Bytes, formatBytesPair } from '../../measurement/bytes.ts';
import { formatDuration, MINUTE, type Milliseconds } from '../../measurement/duration.ts';
import { countOf } from '../../measurement/share.ts';
import { formatInstant } from '../../measurement/time.ts';
import { type KillView, riseOf } from '../../metrics/kill-view.ts';
import { median } from '../../metrics/track.ts';
import { altText } from '../alt-text.ts';
import { highestOf, limitLine } from './chart-frame.ts';
import type { ChartLine, TimeChart } from './time-chart.ts';
import { valueAxis } from './value-axis.ts';

export interface BurstRequest {
  /** `markets-api · prod` */
  readonly service: string;
  /** The pod's name as messages use it: `x2x`. */
  readonly name: string;
  readonly limit: Bytes | undefined;
  /** Oldest first; at least one. */
  readonly kills: readonly KillView[];
}

/** The minutes before each kill laid on top of each other, so that the kill is at the same place: do they look alike? */
export function burstChart(request: BurstRequest): TimeChart {
  const { kills, limit, name, service } = request;
  const shown = shownBefore(kills);
  const lines = kills.map((view, index): ChartLine => {
    const latest = index === kills.length - 1;
    const { times, values } = view.rss;
    return {
      label: formatInstant(view.kill),
      role: latest ? 'chosen' : 'muted',
      axis: 'first',
      points: [...times]
        .map((time, i) => [time - view.kill, values[i] ?? null] as const)
        .filter(([before]) => before >= -shown),
    };
  });
  const highest = highestOf(lines);
  const shownLimit = limitLine(limit, highest);
  const latest = kills.at(-1);
  const others = kills.length - 1;
  const title = titleOf(request);
  const subtitle = `RSS of ${name} before each kill · ${service} · time before the kill`;
  return {
    kind: 'time-chart',
    clock: 'before-kill',
    title,
    subtitle,
    alt: altText([title, subtitle, `Kills at ${kills.map(({ kill }) => formatInstant(kill)).join(', ')} UTC`]),
    range: { from: -shown, to: 0 },
    axis: valueAxis(
      'bytes',
      shownLimit === undefined || shownLimit.above ? highest : Math.max(highest, shownLimit.value),
    ),
    lines,
    limit: shownLimit,
    marks: lines.flatMap(({ points, role }) => {
      const last = points.at(-1);
      return last?.[1] == null ? [] : [{ kind: 'oom-kill', time: 0, value: last[1], muted: role === 'muted' } as const];
    }),
    legend: [
      ...(latest === undefined
        ? []
        : [{ symbol: 'chosen' as const, label: `latest kill, ${formatInstant(latest.kill)} UTC` }]),
      ...(others === 0
        ? []
        : [{ symbol: 'muted' as const, label: countOf(others, 'kill before it', 'kills before it') }]),
    ],
  };
}

/** So many times the length of the rise are shown: flat first, then the jump, both wide enough to be seen. */
const RISES_SHOWN = 6;

function shownBefore(kills: readonly KillView[]): Milliseconds {
  const rises = kills.flatMap((view) => riseOf(view)?.within ?? []);
  const longest = Math.max(0, ...kills.map(({ kill, rss }) => kill - (rss.times[0] ?? kill)));
  const wanted = rises.length === 0 ? longest : RISES_SHOWN * Math.max(...rises);
  return Math.max(MINUTE, Math.min(longest, wanted));
}

/** A kill after a lower rise came between two samples. */
const RISES = 1.2;

/** Memory that stood at this share of its limit all the time that is shown had filled it before. */
const FULL = 0.85;

/** `x2x jumps 62 → 160 MiB within 45 s before each of 5 kills` */
function titleOf({ kills, name, limit }: BurstRequest): string {
  const views = kills.flatMap((view) => riseOf(view) ?? []);
  const rises = views.filter(({ from, to }) => to >= RISES * from);
  const all = kills.length === 1 ? 'the kill' : `each of ${kills.length} kills`;
  if (views.length === 0) return `${name} before ${all}: too few samples to show how it rose`;
  if (rises.length === 0 && limit !== undefined && views.every(({ from }) => from >= FULL * limit)) {
    const low = Math.min(...views.map(({ from }) => from));
    return `${name} before ${all}: already at ${formatBytesPair(low, limit, ' of its limit of ')}, which filled earlier`;
  }
  if (rises.length === 0) return `${name} before ${all}: no sample shows a rise, so it came between two`;
  const which = rises.length === kills.length ? all : `${rises.length} of ${kills.length} kills`;
  const middle = (figure: (rise: (typeof rises)[number]) => number) => median(rises.map(figure));
  const [from, to] = [middle((rise) => rise.from), middle((rise) => rise.to)];
  const within = formatDuration(middle((rise) => rise.within));
  const jumps = rises.length > 1 ? 'typically jumps' : 'jumps';
  return `${name} ${jumps} ${formatBytesPair(from, to)} within ${within} before ${which}`;
}
