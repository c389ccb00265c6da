import type { SKRSContext2D } from '@napi-rs/canvas';
import { formatBytes } from '../../measurement/bytes.ts';
import { formatCount } from '../../measurement/count.ts';
import type { FlameGraph, Growth } from '../../presentation/flame-graph/flame-graph.ts';
import { font } from './fonts.ts';
import { COLOUR, GROWTH_COLOUR, SIZE } from './style.ts';

const SWATCH = 36;

/** What the colours mean, in amounts: they show absolute growth, not shares. */
export function drawGrowthLegend(context: SKRSContext2D, graph: FlameGraph, y: number): void {
  const most = graph.unit === 'bytes' ? formatBytes(graph.maxDelta) : formatCount(graph.maxDelta);
  const entries: readonly (readonly [readonly Growth[], string])[] = [
    [['same'], 'as before'],
    ...(graph.maxDelta > 0 ? [[['little', 'more', 'most'], `grew, up to +${most}`] as const] : []),
    ...(hasShrunk(graph) ? [[['smaller'], 'smaller'] as const] : []),
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

function hasShrunk(graph: FlameGraph): boolean {
  return graph.sides.some((side) => side.boxes.some((box) => box.growth === 'smaller'));
}
