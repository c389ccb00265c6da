import type { SKRSContext2D } from '@napi-rs/canvas';
import { font } from './fonts.ts';
import { COLOUR, SIZE } from './style.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Look {
  /** From the centre to the edge. */
  readonly size: number;
  readonly colour: string;
}

/** An OOM kill. The white rim keeps it legible on top of lines. */
export function drawCross(context: SKRSContext2D, { x, y }: Point, { size, colour }: Look): void {
  context.lineCap = 'round';
  for (const [width, stroke] of [
    [10, COLOUR.background],
    [5.5, colour],
  ] as const) {
    context.beginPath();
    context.moveTo(x - size, y - size);
    context.lineTo(x + size, y + size);
    context.moveTo(x - size, y + size);
    context.lineTo(x + size, y - size);
    context.lineWidth = width;
    context.strokeStyle = stroke;
    context.stroke();
  }
}

/** A restart that was no kill: a hollow circle, unlike a cross even without colours. */
export function drawRestart(context: SKRSContext2D, { x, y }: Point, { size, colour }: Look): void {
  context.beginPath();
  context.arc(x, y, size, 0, 2 * Math.PI);
  context.fillStyle = COLOUR.background;
  context.fill();
  context.lineWidth = 4;
  context.strokeStyle = colour;
  context.stroke();
}

/** The letter of a profile on a dark disc. */
export function drawBadge(context: SKRSContext2D, { x, y }: Point, letter: string): void {
  context.beginPath();
  context.arc(x, y, 18, 0, 2 * Math.PI);
  context.fillStyle = COLOUR.ink;
  context.fill();
  context.font = font(SIZE.subtitle, 'bold');
  context.fillStyle = COLOUR.background;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(letter, x, y + 1);
}

/** A piece of the upright dotted line of a deploy. */
export function drawDots(context: SKRSContext2D, { x, y }: Point, colour: string): void {
  context.fillStyle = colour;
  for (let dot = -14; dot <= 10; dot += 8) context.fillRect(x - 2, y + dot, 4, 4);
}
