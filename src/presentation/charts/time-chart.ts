import type { Instant } from '../../foundation/clock.ts';
import type { TimeRange } from '../../measurement/time.ts';
import type { PartId } from '../../runtime/memory-parts.ts';

export type ChartUnit = 'bytes' | 'count';

/** One point of a line; null breaks the line (a restart, a gap between scrapes). */
export type ChartPoint = readonly [time: Instant, value: number | null];

/**
 * One line, already thinned to what a picture can show. `chosen` is what the picture is about, `muted` what it stands
 * among, `context` another quantity of the same pod, `total` the sum that areas are stacked up to.
 */
export interface ChartLine {
  readonly label: string;
  readonly role: 'chosen' | 'muted' | 'context' | 'total' | 'area';
  /** The part that an area shows; areas are stacked in the order of the lines and share their times. */
  readonly part?: PartId | undefined;
  /** `second`: measured by the axis on the right. */
  readonly axis: 'first' | 'second';
  readonly points: readonly ChartPoint[];
}

/** Where most of many lines lie; null where none has a sample. */
export interface ChartBand {
  readonly points: readonly (readonly [time: Instant, low: number | null, high: number | null])[];
}

export interface ChartMark {
  readonly kind: 'oom-kill' | 'restart' | 'deploy' | 'profile-a' | 'profile-b' | 'alert';
  readonly time: Instant;
  /** Where on the first axis the mark sits; absent for vertical lines. */
  readonly value?: number | undefined;
  readonly label?: string | undefined;
  /** Belongs to a line that is not the chosen one. */
  readonly muted?: boolean | undefined;
}

/** A value axis from zero to `top`, with the figures written beside it. */
export interface ValueAxis {
  readonly unit: ChartUnit;
  readonly top: number;
  readonly ticks: readonly { readonly value: number; readonly label: string }[];
}

/** What a symbol of the picture means, in the order in which the legend names them. */
export interface LegendEntry {
  readonly symbol: ChartLine['role'] | 'band' | 'oom-kill' | 'restart' | 'deploy' | 'profiles';
  readonly part?: PartId | undefined;
  readonly label: string;
}

/** Values over time with a finding in the title. */
export interface ChartLimit {
  readonly value: number;
  readonly label: string;
  readonly above: boolean;
  /** Where it began inside the picture; absent when it holds from edge to edge. */
  readonly from?: Instant | undefined;
  /** Other limits that held before, oldest first. */
  readonly earlier?: readonly EarlierLimit[] | undefined;
}

export interface EarlierLimit {
  readonly value: number;
  readonly label: string;
  readonly from: Instant;
  readonly to: Instant;
}

export interface TimeChart {
  readonly kind: 'time-chart';
  /** The finding, in words and figures. */
  readonly title: string;
  readonly subtitle: string;
  /** States the finding for those who cannot see the picture; plain text, at most 2000 characters. */
  readonly alt: string;
  /** `before-kill`: times count down to a kill at 0; else they are moments. */
  readonly clock?: 'before-kill' | undefined;
  readonly range: TimeRange;
  readonly axis: ValueAxis;
  /** The axis on the right, where a line uses it. */
  readonly second?: ValueAxis | undefined;
  readonly lines: readonly ChartLine[];
  readonly band?: ChartBand | undefined;
  /** `above` when the limit lies higher than the axis reaches: then only its label is shown. */
  readonly limit?: ChartLimit | undefined;
  readonly marks: readonly ChartMark[];
  readonly legend: readonly LegendEntry[];
}
