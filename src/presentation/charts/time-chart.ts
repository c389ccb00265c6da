import type { Instant } from '../../foundation/clock.ts';
import type { TimeRange } from '../../measurement/time.ts';

/** One line (or band) of a chart. Plain arrays, already thinned to what the picture can show; null breaks the line. */
export interface ChartLine {
  readonly label: string;
  readonly role: 'chosen' | 'muted' | 'second' | 'area';
  readonly points: readonly (readonly [Instant, number | null])[];
}

export interface ChartMark {
  readonly kind: 'oom-kill' | 'restart' | 'deploy' | 'profile-a' | 'profile-b' | 'alert';
  readonly time: Instant;
  /** Where on the value axis the mark sits; absent for vertical lines. */
  readonly value?: number | undefined;
  readonly label?: string | undefined;
}

/** Values over time with a finding in the title. */
export interface TimeChart {
  readonly kind: 'time-chart';
  /** The finding, in words and figures. */
  readonly title: string;
  readonly subtitle: string;
  /** States the finding for those who cannot see the picture; plain text, at most 2000 characters. */
  readonly alt: string;
  readonly range: TimeRange;
  readonly unit: 'bytes' | 'count';
  readonly lines: readonly ChartLine[];
  readonly limit?: { readonly value: number; readonly label: string } | undefined;
  readonly marks: readonly ChartMark[];
}
