import { assertNever } from '../../foundation/assert-never.ts';
import type { Picture } from '../../presentation/picture.ts';
import { drawChart } from './draw-chart.ts';
import { drawFlameGraph } from './draw-flame-graph.ts';
import { registerFonts } from './fonts.ts';

// Entry of a worker thread: a drawing takes up to half a second, which an ack has no time for.
registerFonts();

export interface DrawTask {
  readonly picture: Picture;
  /** Device pixels a CSS pixel. */
  readonly scale: number;
}

/** Draws one picture as PNG. */
export function draw({ picture, scale }: DrawTask): Uint8Array {
  switch (picture.kind) {
    case 'time-chart':
      return drawChart(picture, scale);
    case 'flame-graph':
      return drawFlameGraph(picture, scale);
    default:
      return assertNever(picture);
  }
}
