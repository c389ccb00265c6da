import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { GlobalFonts } from '@napi-rs/canvas';

/** The family of every text in every picture: brought along, because a container image may have no font at all. */
export const FONT_FAMILY = 'Leakbot Sans';

const FILES = ['DejaVuSansCondensed.ttf', 'DejaVuSansCondensed-Bold.ttf'];

/** Makes the project's own fonts known to the canvas, once a thread. Throws when a font file is not readable. */
export function registerFonts(): void {
  const home = dirname(createRequire(import.meta.url).resolve('dejavu-fonts-ttf/package.json'));
  for (const file of FILES) {
    const path = join(home, 'ttf', file);
    if (GlobalFonts.registerFromPath(path, FONT_FAMILY) === null) throw new Error(`cannot read the font ${path}`);
  }
}

export function font(size: number, weight: 'normal' | 'bold' = 'normal'): string {
  return `${weight} ${size}px "${FONT_FAMILY}"`;
}
