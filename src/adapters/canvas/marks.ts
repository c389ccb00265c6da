import type { SKRSContext2D } from '@napi-rs/canvas';
import type { ChartMark, TimeChart } from '../../presentation/charts/time-chart.ts';
import { font } from './fonts.ts';
import { COLOUR, SIZE } from './style.ts';
import { drawBadge, drawCross, drawRestart } from './symbols.ts';

/** Where times and values of the first axis lie in the picture, and the edges of the plot. */
export interface Plot {
  readonly x: (time: number) => number;
  readonly y: (value: number) => number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** More kills than this in a picture are drawn smaller, so that a row of them is still a row of crosses. */
const MANY_KILLS = 16;

/** Other pods' marks lie deepest; a cross stays visible where the last profile was taken just before the kill. */
export function drawMarks(context: SKRSContext2D, chart: TimeChart, plot: Plot): void {
  const ends = chart.marks.filter((mark) => mark.kind === 'oom-kill' || mark.kind === 'restart');
  const profiles = chart.marks.filter((mark) => mark.kind === 'profile-a' || mark.kind === 'profile-b');
  const many = ends.length > MANY_KILLS;
  drawEnds(
    context,
    ends.filter((mark) => mark.muted === true),
    { plot, many },
  );
  drawProfiles(context, profiles, plot);
  drawEnds(
    context,
    ends.filter((mark) => mark.muted !== true),
    { plot, many },
  );
}

function drawEnds(
  context: SKRSContext2D,
  marks: readonly ChartMark[],
  { plot, many }: { readonly plot: Plot; readonly many: boolean },
): void {
  for (const mark of marks) {
    const at = { x: plot.x(mark.time), y: plot.y(mark.value ?? 0) };
    const scale = (many ? 0.7 : 1) * (mark.muted === true ? 0.75 : 1);
    if (mark.kind === 'oom-kill') {
      drawCross(context, at, { size: 12 * scale, colour: mark.muted === true ? COLOUR.killedMuted : COLOUR.killed });
    } else {
      drawRestart(context, at, { size: 9 * scale, colour: mark.muted === true ? COLOUR.muted : COLOUR.restart });
    }
  }
}

/** Where a badge may stand beside its point, best first: below a climbing line is room. */
const BESIDE = [
  [30, 30],
  [-30, 30],
  [-30, -30],
  [30, -30],
] as const;
/** From the middle of a badge (of radius 18) to where the next thing may stand, in units of the layout. */
const BADGE_ROOM = 20;

function drawProfiles(context: SKRSContext2D, marks: readonly ChartMark[], plot: Plot): void {
  const taken: { readonly x: number; readonly y: number }[] = [];
  for (const mark of marks) {
    const at = { x: plot.x(mark.time), y: plot.y(mark.value ?? 0) };
    const places = BESIDE.map(([right, down]) => ({ x: at.x + right, y: at.y + down }));
    const free = places.filter(
      ({ x, y }) =>
        x + BADGE_ROOM < plot.right + 10 &&
        y + BADGE_ROOM < plot.bottom &&
        taken.every((other) => Math.hypot(other.x - x, other.y - y) > 2 * BADGE_ROOM),
    );
    const badge = free[0] ?? { x: at.x + 30, y: at.y - 30 };
    taken.push(badge);
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
