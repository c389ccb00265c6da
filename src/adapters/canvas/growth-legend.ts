import type { SKRSContext2D } from '@napi-rs/canvas';
import { formatAmount } from '../../measurement/amount.ts';
import type { FlameGraph, Growth } from '../../presentation/flame-graph/flame-graph.ts';
import { font } from './fonts.ts';
import { COLOUR, GROWTH_COLOUR, SIZE } from './style.ts';

/** Width of a colour of the legend in units of the layout. */
const SWATCH = 36;
const RAMP: readonly Growth[] = ['little', 'more', 'most'];

/** What the colours mean, in amounts: they show absolute growth, not shares. */
export function drawGrowthLegend(context: SKRSContext2D, graph: FlameGraph, y: number): void {
  const most = formatAmount(graph.maxDelta, graph.unit);
  const shown = new Set(graph.sides.flatMap((side) => side.boxes.map((box) => box.growth)));
  const grew = RAMP.filter((growth) => shown.has(growth));
  const entries: readonly (readonly [readonly Growth[], string])[] = [
    [['same'], 'as before'],
    ...(grew.length > 0 ? [[grew, `grew, up to +${most}`] as const] : []),
    ...(shown.has('smaller') ? [[['smaller'], 'smaller'] as const] : []),
  ];
  context.font = font(SIZE.text);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  let x: number = SIZE.margin;
  for (const [growths, label] of entries) {
    for (const growth of growths) {
      context.fillStyle = GROWTH_COLOUR[growth].fill;
      context.fillRect(x, y - 13, SWATCH, 26);
      x += SWATCH + 4;
    }
    context.fillStyle = COLOUR.quiet;
    context.fillText(label, x + 8, y + 1);
    x += 8 + context.measureText(label).width + 34;
  }
}
