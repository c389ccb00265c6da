import type { SKRSContext2D } from '@napi-rs/canvas';
import { font } from './fonts.ts';
import { COLOUR, SIZE } from './style.ts';
import { balanced, wrapped } from './text.ts';

interface Header {
  readonly title: readonly string[];
  readonly titleSize: number;
  readonly subtitle: readonly string[];
  /** From the top of the picture to below the header. */
  readonly height: number;
}

/** The finding and what the picture shows, both in at most two lines. */
export function headerOf(
  context: SKRSContext2D,
  picture: { readonly title: string; readonly subtitle: string },
): Header {
  const width = SIZE.width - 2 * SIZE.margin;
  const titleSize = titleSizeOf(context, picture.title, width);
  const title = balanced(context, picture.title, width, 2);
  context.font = font(SIZE.subtitle);
  const subtitle = wrapped(context, picture.subtitle, width, 2);
  const height = 26 + title.length * SIZE.titleLine + subtitle.length * SIZE.subtitleLine + 8;
  return { title, titleSize, subtitle, height };
}

/** The usual size, or a little less where that saves a second line; leaves the context with the font it chose. */
function titleSizeOf(context: SKRSContext2D, title: string, width: number): number {
  for (let size: number = SIZE.title; size >= SIZE.titleLeast; size -= 1) {
    context.font = font(size, 'bold');
    if (context.measureText(title).width <= width) return size;
  }
  context.font = font(SIZE.title, 'bold');
  return SIZE.title;
}

export function drawHeader(context: SKRSContext2D, header: Header): void {
  context.textAlign = 'left';
  context.textBaseline = 'alphabetic';
  let y = 26;
  context.font = font(header.titleSize, 'bold');
  context.fillStyle = COLOUR.ink;
  for (const line of header.title) {
    y += SIZE.titleLine;
    context.fillText(line, SIZE.margin, y - 11);
  }
  context.font = font(SIZE.subtitle);
  context.fillStyle = COLOUR.quiet;
  for (const line of header.subtitle) {
    y += SIZE.subtitleLine;
    context.fillText(line, SIZE.margin, y - 9);
  }
}
