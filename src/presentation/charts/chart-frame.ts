import type { Instant } from '../../foundation/clock.ts';
import { type Bytes, formatBytes } from '../../measurement/bytes.ts';
import { formatRange, type TimeRange } from '../../measurement/time.ts';
import type { Deploy } from '../../metrics/deploys.ts';
import type { ChartPoint, TimeChart } from './time-chart.ts';

/** What every chart of an investigation shares: its window, its words and the events that all of them mark. */
export interface ChartFrame {
  readonly range: TimeRange;
  /** The finding of the step; becomes the title. */
  readonly headline: string;
  /** `markets-api · prod` */
  readonly service: string;
  readonly deploys?: readonly Pick<Deploy, 'time' | 'revision'>[] | undefined;
  /** When the compared profiles were taken. */
  readonly profiles?: { readonly a?: Instant | undefined; readonly b?: Instant | undefined } | undefined;
  readonly alertAt?: Instant | undefined;
}

/** The finding as a title: without the full stop of a sentence. */
export function titleOf(frame: ChartFrame): string {
  return frame.headline.replace(/\.$/, '');
}

/** `RSS by pod · markets-api · prod · 22 Nov 10:00 – 23 Nov 10:00 UTC` */
export function subtitleOf(frame: ChartFrame, what: string, remark?: string): string {
  return [what, frame.service, formatRange(frame.range), remark].filter((part) => part !== undefined).join(' · ');
}

/** Below this share of its limit memory would hug the floor of the picture: then the axis fits the data instead. */
const LIMIT_IN_SIGHT = 0.3;

/** The line of a limit, or its label alone where drawing it to scale would flatten everything else. */
export function limitLine(limit: Bytes | undefined, highest: Bytes): TimeChart['limit'] {
  if (limit === undefined) return undefined;
  const above = highest < limit * LIMIT_IN_SIGHT;
  return { value: limit, label: `limit ${formatBytes(limit)}`, above };
}

export function highestOf(lines: readonly { readonly points: readonly ChartPoint[] }[]): number {
  let highest = 0;
  for (const { points } of lines) for (const [, value] of points) highest = Math.max(highest, value ?? 0);
  return highest;
}
