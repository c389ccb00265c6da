import { createCanvas } from '@napi-rs/canvas';
import { registerFonts } from '../../src/adapters/canvas/fonts.ts';
import { headerOf } from '../../src/adapters/canvas/header.ts';
import { SIZE } from '../../src/adapters/canvas/style.ts';

let context: ReturnType<ReturnType<typeof createCanvas>['getContext']> | undefined;

/** Whether a picture has no room for a title: its end would not be seen. */
export function isCut(title: string): boolean {
  if (context === undefined) {
    registerFonts();
    context = createCanvas(SIZE.width, 1).getContext('2d');
  }
  return headerOf(context, { title, subtitle: '' }).title.at(-1)?.endsWith('…') === true;
}
