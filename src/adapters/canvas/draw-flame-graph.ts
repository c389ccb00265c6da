import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas';
import { boxLabel } from '../../presentation/flame-graph/box-label.ts';
import type { FlameBox, FlameGraph, FlameSide } from '../../presentation/flame-graph/flame-graph.ts';
import { layoutWidthOf } from '../../presentation/flame-graph/width.ts';
import { font } from './fonts.ts';
import { drawGrowthLegend } from './growth-legend.ts';
import { drawHeader, headerOf } from './header.ts';
import { releasePixels } from './release.ts';
import { COLOUR, GROWTH_COLOUR, SIZE } from './style.ts';
import { fewerParts } from './text.ts';

/** Room in units of the layout. */
const ROOM = {
  sideHeading: 58,
  betweenSides: 16,
  /** For the legend. */
  below: 66,
  /** Between a box and its label. */
  padding: 11,
  betweenBoxes: 3,
} as const;

/** Draws a flame graph as PNG, as wide as it says and as high as its rows need; `scale` device pixels a CSS pixel. */
export function drawFlameGraph(graph: FlameGraph, scale: number): Uint8Array {
  const layoutWidth = layoutWidthOf(graph.width);
  const zoom = (graph.width / layoutWidth) * scale;
  const ruler = createCanvas(1, 1).getContext('2d');
  const header = headerOf(ruler, graph, layoutWidth);
  const side = ROOM.sideHeading + graph.rows * SIZE.box;
  const height = header.height + 2 * side + ROOM.betweenSides + ROOM.below;
  const canvas: Canvas = createCanvas(Math.round(graph.width * scale), Math.ceil(height * zoom));
  const context = canvas.getContext('2d');
  context.scale(zoom, zoom);
  context.fillStyle = COLOUR.background;
  context.fillRect(0, 0, layoutWidth, height);
  drawHeader(context, header);
  graph.sides.forEach((one, i) => {
    drawSide(context, one, { graph, layoutWidth, top: header.height + i * (side + ROOM.betweenSides) });
  });
  drawGrowthLegend(context, graph, height - ROOM.below / 2 + 4);
  const png = canvas.toBuffer('image/png');
  releasePixels(canvas);
  return png;
}

interface Place {
  readonly graph: FlameGraph;
  readonly layoutWidth: number;
  readonly top: number;
}

function drawSide(context: SKRSContext2D, side: FlameSide, { graph, layoutWidth, top }: Place): void {
  const heading = `${side.label}  ${side.time}`;
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  context.fillStyle = COLOUR.ink;
  context.font = font(SIZE.text + 1, 'bold');
  context.fillText(heading, SIZE.margin, top + 40);
  const x = SIZE.margin + context.measureText(heading).width + 26;
  context.font = font(SIZE.text);
  context.fillStyle = COLOUR.quiet;
  const room = layoutWidth - SIZE.margin - x;
  context.fillText(
    fewerParts(side.caption, (text) => context.measureText(text).width <= room),
    x,
    top + 40,
  );
  for (const box of side.boxes) drawBox(context, box, { graph, layoutWidth, top: top + ROOM.sideHeading });
}

function drawBox(context: SKRSContext2D, box: FlameBox, { graph, layoutWidth, top }: Place): void {
  const full = layoutWidth - 2 * SIZE.margin;
  const x = SIZE.margin + box.x * full;
  const y = top + box.row * SIZE.box;
  const width = Math.max(box.width * full - ROOM.betweenBoxes, 1);
  const height = SIZE.box - ROOM.betweenBoxes;
  const { fill, text } = GROWTH_COLOUR[box.growth];
  context.fillStyle = fill;
  context.fillRect(x, y, width, height);
  const outline = outlineOf(box);
  if (outline > 0) drawOutline(context, { x, y, width, height }, outline);
  context.font = font(SIZE.text, box.peak ? 'bold' : 'normal');
  const label = boxLabel(box, graph.unit, (text) => context.measureText(text).width <= width - 2 * ROOM.padding);
  context.fillStyle = text;
  context.textBaseline = 'middle';
  context.fillText(label, x + ROOM.padding, y + height / 2 + 1);
}

/** The path that grew most is outlined all the way, its end, the frame to look at, most of all. */
function outlineOf({ peak, top, row, growth }: FlameBox): number {
  if (peak) return 6;
  return top && row > 0 && growth !== 'same' && growth !== 'smaller' ? 3 : 0;
}

/** Dark, with a light line inside: one of the two stands out from any colour, for any eye. */
function drawOutline(
  context: SKRSContext2D,
  { x, y, width, height }: { x: number; y: number; width: number; height: number },
  line: number,
): void {
  const frame = (colour: string, inset: number, lineWidth: number) => {
    const offset = inset + lineWidth / 2;
    if (width <= 2 * offset) return;
    context.lineWidth = lineWidth;
    context.strokeStyle = colour;
    context.strokeRect(x + offset, y + offset, width - 2 * offset, height - 2 * offset);
  };
  frame(COLOUR.ink, 0, line);
  frame(COLOUR.background, line, 2);
}
