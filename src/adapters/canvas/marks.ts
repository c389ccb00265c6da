import type { SKRSContext2D } from '@napi-rs/canvas';
import type { ChartMark, TimeChart } from '../../presentation/charts/time-chart.ts';
import { font } from './fonts.ts';
import { COLOUR, SIZE } from './style.ts';
import { drawBadge, drawCross, drawRestart } from './symbols.ts';

/** Where times and values of the first axis lie in the picture, and the edges of the plot. */
export interface Plot {
  readonly x: (time: number) => number;
  readonly y: (value: number) => number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** More kills than this in a picture are drawn smaller, so that a row of them is still a row of crosses. */
const MANY_KILLS = 16;

export function drawMarks(context: SKRSContext2D, chart: TimeChart, plot: Plot): void {
  const kills = chart.marks.filter((mark) => mark.kind === 'oom-kill').length;
  const size = kills > MANY_KILLS ? 8 : 12;
  for (const mark of chart.marks.toSorted((a, b) => depthOf(b) - depthOf(a))) {
    const at = { x: plot.x(mark.time), y: plot.y(mark.value ?? 0) };
    if (mark.kind === 'oom-kill') {
      if (mark.muted === true) drawCross(context, at, { size: size * 0.7, colour: COLOUR.killedMuted });
      else drawCross(context, at, { size, colour: COLOUR.killed });
    }
    if (mark.kind === 'restart') {
      drawRestart(context, at, { size: 9, colour: mark.muted === true ? COLOUR.muted : COLOUR.restart });
    }
    if (mark.kind === 'profile-a' || mark.kind === 'profile-b') drawProfile(context, mark, { at, plot });
  }
}

/** Other pods' marks lie deepest; a cross stays visible where the last profile was taken just before the kill. */
function depthOf(mark: ChartMark): number {
  if (mark.muted === true) return 2;
  return mark.kind === 'profile-a' || mark.kind === 'profile-b' ? 1 : 0;
}

/** The badge stands below and to the right of its point, where a climbing line leaves room. */
function drawProfile(
  context: SKRSContext2D,
  mark: ChartMark,
  { at, plot }: { readonly at: { readonly x: number; readonly y: number }; readonly plot: Plot },
): void {
  const badge = {
    x: at.x + 34 > plot.right ? at.x - 34 : at.x + 30,
    y: at.y + 34 > plot.bottom ? at.y - 34 : at.y + 30,
  };
  context.beginPath();
  context.moveTo(at.x, at.y);
  context.lineTo(badge.x, badge.y);
  context.lineWidth = 3.5;
  context.strokeStyle = COLOUR.ink;
  context.stroke();
  context.beginPath();
  context.arc(at.x, at.y, 7, 0, 2 * Math.PI);
  context.fillStyle = COLOUR.ink;
  context.fill();
  drawBadge(context, badge, mark.kind === 'profile-a' ? 'A' : 'B');
}

/** Labels of deploys and the alert in the strip above the plot, as many as have room; the latest come first. */
export function drawEventLabels(context: SKRSContext2D, chart: TimeChart, plot: Plot): void {
  context.font = font(SIZE.subtitle);
  context.textBaseline = 'alphabetic';
  context.textAlign = 'left';
  const taken: { readonly from: number; readonly to: number }[] = [];
  const place = (text: string, x: number, colour: string) => {
    const width = context.measureText(text).width;
    const from = Math.max(SIZE.margin, Math.min(x, SIZE.width - SIZE.margin - width));
    const to = from + width;
    if (taken.some((other) => from < other.to + 16 && other.from < to + 16)) return;
    taken.push({ from, to });
    context.fillStyle = colour;
    context.fillText(text, from, plot.top - 12);
  };
  if (chart.limit?.above === true) {
    const text = `${chart.limit.label} ↑`;
    place(text, plot.right - context.measureText(text).width, COLOUR.limit);
  }
  const events = chart.marks.filter((mark) => mark.kind === 'alert' || mark.kind === 'deploy');
  const inOrder = events.toSorted((a, b) => Number(b.kind === 'alert') - Number(a.kind === 'alert') || b.time - a.time);
  for (const mark of inOrder) {
    place(mark.label ?? '', plot.x(mark.time) - 4, mark.kind === 'alert' ? COLOUR.alert : COLOUR.deploy);
  }
}

export function hasEventLabels(chart: TimeChart): boolean {
  return chart.limit?.above === true || chart.marks.some((mark) => mark.kind === 'alert' || mark.kind === 'deploy');
}
