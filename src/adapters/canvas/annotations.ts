import type { TimeChart } from '../../presentation/charts/time-chart.ts';
import { FONT_FAMILY } from './fonts.ts';
import { COLOUR, SIZE } from './style.ts';

/** What of chartjs-plugin-annotation is used here: its own types do not resolve from an ES module. */
interface Line {
  readonly type: 'line';
  readonly borderColor: string;
  readonly borderWidth: number;
  readonly borderDash: number[];
  readonly drawTime: 'beforeDatasetsDraw' | 'afterDatasetsDraw';
  readonly label?: LineLabel;
}

interface LineLabel {
  readonly display: boolean;
  readonly content: string;
  readonly position: 'end';
  readonly yAdjust: number;
  readonly color: string;
  readonly backgroundColor: string;
  readonly padding: { readonly x: number; readonly y: number };
  readonly font: { readonly family: string; readonly size: number; readonly weight: 'bold' };
}

/** From edge to edge at one value of a scale, or between two points. */
export type Annotation = Line &
  (
    | { readonly scaleID: 'x' | 'y'; readonly value: number }
    | {
        readonly xScaleID: 'x';
        readonly yScaleID: 'y';
        readonly xMin: number;
        readonly xMax: number;
        readonly yMin: number;
        readonly yMax: number;
      }
  );

/** The lines that run through the whole plot: the limit, deploys, the alert. */
export function annotationsOf(chart: TimeChart): Annotation[] {
  return [...limitOf(chart), ...chart.marks.flatMap(verticalOf)];
}

const LIMIT_LINE = {
  type: 'line',
  borderColor: COLOUR.limit,
  borderWidth: 4,
  borderDash: [14, 9],
  drawTime: 'afterDatasetsDraw',
} as const;

/** A line from edge to edge; where the limit was changed, one for each time that a limit held. */
function limitOf({ limit, range }: TimeChart): Annotation[] {
  if (limit === undefined || limit.above) return [];
  const label = labelOf(limit.label);
  const { earlier = [], from } = limit;
  if (from === undefined) return [{ ...LIMIT_LINE, borderDash: [14, 9], scaleID: 'y', value: limit.value, label }];
  const steps = [...earlier, { value: limit.value, label: limit.label, from, to: range.to }];
  return steps.map((step) => ({
    ...LIMIT_LINE,
    borderDash: [14, 9],
    xScaleID: 'x',
    yScaleID: 'y',
    xMin: step.from,
    xMax: step.to,
    yMin: step.value,
    yMax: step.value,
    label: labelOf(step.label),
  }));
}

function labelOf(content: string): LineLabel {
  return {
    display: true,
    content,
    position: 'end',
    // Above the crosses that stand on the line.
    yAdjust: -38,
    color: COLOUR.limit,
    backgroundColor: 'rgba(255,255,255,0.85)',
    padding: { x: 4, y: 2 },
    font: { family: FONT_FAMILY, size: SIZE.text, weight: 'bold' },
  };
}

function verticalOf(mark: TimeChart['marks'][number]): Annotation[] {
  if (mark.kind !== 'deploy' && mark.kind !== 'alert') return [];
  return [
    {
      type: 'line',
      scaleID: 'x',
      value: mark.time,
      borderColor: mark.kind === 'deploy' ? COLOUR.deploy : COLOUR.alert,
      borderWidth: 3.5,
      borderDash: mark.kind === 'deploy' ? [4, 7] : [18, 5],
      drawTime: 'beforeDatasetsDraw',
    },
  ];
}
