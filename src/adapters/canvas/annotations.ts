import type { TimeChart } from '../../presentation/charts/time-chart.ts';
import { FONT_FAMILY } from './fonts.ts';
import { COLOUR, SIZE } from './style.ts';

/** What of chartjs-plugin-annotation is used here: its own types do not resolve from an ES module. */
export interface LineAnnotation {
  readonly type: 'line';
  readonly scaleID: 'x' | 'y';
  readonly value: number;
  readonly borderColor: string;
  readonly borderWidth: number;
  readonly borderDash: number[];
  readonly drawTime: 'beforeDatasetsDraw' | 'afterDatasetsDraw';
  readonly label?: {
    readonly display: boolean;
    readonly content: string;
    readonly position: 'end';
    readonly yAdjust: number;
    readonly color: string;
    readonly backgroundColor: string;
    readonly padding: { readonly x: number; readonly y: number };
    readonly font: { readonly family: string; readonly size: number; readonly weight: 'bold' };
  };
}

/** The lines that run through the whole plot: the limit, deploys, the alert. */
export function annotationsOf(chart: TimeChart): LineAnnotation[] {
  return [...limitOf(chart), ...chart.marks.flatMap(verticalOf)];
}

function limitOf({ limit }: TimeChart): LineAnnotation[] {
  if (limit === undefined || limit.above) return [];
  return [
    {
      type: 'line',
      scaleID: 'y',
      value: limit.value,
      borderColor: COLOUR.limit,
      borderWidth: 4,
      borderDash: [14, 9],
      drawTime: 'afterDatasetsDraw',
      label: {
        display: true,
        content: limit.label,
        position: 'end',
        // Above the crosses that stand on the line.
        yAdjust: -38,
        color: COLOUR.limit,
        backgroundColor: 'rgba(255,255,255,0.85)',
        padding: { x: 4, y: 2 },
        font: { family: FONT_FAMILY, size: SIZE.text, weight: 'bold' },
      },
    },
  ];
}

function verticalOf(mark: TimeChart['marks'][number]): LineAnnotation[] {
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
