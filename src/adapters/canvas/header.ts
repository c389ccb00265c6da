import type { SKRSContext2D } from '@napi-rs/canvas';
import { font } from './fonts.ts';
import { COLOUR, SIZE } from './style.ts';
import { balanced, wrapped } from './text.ts';

export interface Header {
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
  pictureWidth: number = SIZE.width,
): Header {
  const width = pictureWidth - 2 * SIZE.margin;
  const titleSize = titleSizeOf(context, picture.title, width);
  const title = balanced(context, picture.title, width, 2);
  context.font = font(SIZE.subtitle);
  const subtitle = wrapped(context, picture.subtitle, width, 2);
  const height = 26 + title.length * SIZE.titleLine + subtitle.length * SIZE.subtitleLine + 8;
  return { title, titleSize, subtitle, height };
}

/**
 * The usual size; a little less where that saves a second line, and less where even two lines would be cut. Leaves the
 * context with the font it chose.
 */
function titleSizeOf(context: SKRSContext2D, title: string, width: number): number {
  const fitsIn = (lines: number) => (size: number) => {
    context.font = font(size, 'bold');
    const shown = wrapped(context, title, width, lines);
    return shown.length <= lines && shown.at(-1)?.endsWith('…') !== true;
  };
  const sizes = Array.from({ length: SIZE.title - SIZE.titleLeast + 1 }, (_, i) => SIZE.title - i);
  const chosen = sizes.filter((size) => size >= SIZE.titleOneLine).find(fitsIn(1)) ?? sizes.find(fitsIn(2));
  const size = chosen ?? SIZE.titleLeast;
  context.font = font(size, 'bold');
  return size;
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
