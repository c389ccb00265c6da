import type { SKRSContext2D } from '@napi-rs/canvas';
import type { LegendEntry } from '../../presentation/charts/time-chart.ts';
import { font } from './fonts.ts';
import { COLOUR, PART_COLOUR, SIZE } from './style.ts';
import { drawBadge, drawCross, drawDots, drawRestart } from './symbols.ts';

/** Widths in units of the layout. */
const WIDTH = { symbol: 40, beforeLabel: 12, betweenEntries: 34 } as const;

export interface LegendLayout {
  readonly items: readonly { readonly entry: LegendEntry; readonly x: number; readonly row: number }[];
  readonly height: number;
}

/** Places the entries left to right in as many rows as they need. */
export function legendLayout(context: SKRSContext2D, entries: readonly LegendEntry[]): LegendLayout {
  const end = SIZE.width - SIZE.margin;
  let x: number = SIZE.margin;
  let row = 0;
  const items = entries.map((entry) => {
    context.font = fontOf(entry);
    const width = WIDTH.symbol + WIDTH.beforeLabel + context.measureText(entry.label).width;
    if (x > SIZE.margin && x + width > end) {
      x = SIZE.margin;
      row += 1;
    }
    const item = { entry, x, row };
    x += width + WIDTH.betweenEntries;
    return item;
  });
  return { items, height: entries.length === 0 ? 0 : (row + 1) * SIZE.legendRow };
}

export function drawLegend(context: SKRSContext2D, layout: LegendLayout, top: number): void {
  for (const { entry, x, row } of layout.items) {
    const y = top + (row + 0.5) * SIZE.legendRow;
    drawSymbol(context, entry, { x: x + WIDTH.symbol / 2, y });
    context.font = fontOf(entry);
    context.fillStyle = entry.symbol === 'chosen' ? COLOUR.ink : COLOUR.quiet;
    context.textAlign = 'left';
    context.textBaseline = 'middle';
    context.fillText(entry.label, x + WIDTH.symbol + WIDTH.beforeLabel, y + 1);
  }
}

function fontOf(entry: LegendEntry): string {
  return font(SIZE.text, entry.symbol === 'chosen' ? 'bold' : 'normal');
}

/** Symbols that are a piece of the line, band or area they stand for: colour and thickness. */
const BARS = {
  chosen: [COLOUR.chosen, 8],
  muted: [COLOUR.muted, 6],
  band: [COLOUR.band, 20],
  context: [COLOUR.context, 6],
  total: [COLOUR.total, 5],
} as const;

function drawSymbol(context: SKRSContext2D, entry: LegendEntry, at: { readonly x: number; readonly y: number }): void {
  if (entry.symbol === 'oom-kill') drawCross(context, at, { size: 11, colour: COLOUR.killed });
  else if (entry.symbol === 'restart') drawRestart(context, at, { size: 9, colour: COLOUR.restart });
  else if (entry.symbol === 'deploy') drawDots(context, at, COLOUR.deploy);
  else if (entry.symbol === 'profiles') drawBadge(context, at, 'A');
  else {
    const [colour, thickness] =
      entry.symbol === 'area' ? [PART_COLOUR[entry.part ?? 'unexplained'], 24] : BARS[entry.symbol];
    context.fillStyle = colour;
    context.fillRect(at.x - WIDTH.symbol / 2, at.y - thickness / 2, WIDTH.symbol, thickness);
  }
}
