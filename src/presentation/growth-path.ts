import type { Frame, GrowthPath } from '../profile/comparison.ts';

/** A growing path in words: who called whom down to the growing frame, and where that stands. */
export interface GrowthPathText {
  /** `markets.getOrQueryMarketsValues → cache.(*MarketsValueCache).Put` */
  readonly chain: string;
  /** `cache/markets.go:88` */
  readonly location: string;
}

/** Frames of the chain that a line has room for: the growing one and its two nearest callers. */
const CHAIN = 3;

export function growthPathText(path: GrowthPath): GrowthPathText {
  const shown = path.frames.slice(0, CHAIN).map((frame) => shortFunction(frame.function));
  const [top] = path.frames;
  return {
    chain: shown.reverse().join(' → ') || '(unknown)',
    location: top === undefined ? 'no source known' : shortLocation(top),
  };
}

/** The function without its import path: `github.com/acme/markets/cache.(*C).Put` → `cache.(*C).Put`. */
export function shortFunction(name: string): string {
  // The path ends at the last slash before any bracket: type parameters may hold slashes of their own.
  const bracket = name.search(/[[(]/);
  const head = bracket === -1 ? name : name.slice(0, bracket);
  return name.slice(head.lastIndexOf('/') + 1);
}

/** The last directory and the file, with the line: enough to recognise, short enough for a phone. */
export function shortLocation(frame: Frame): string {
  const place = frame.file.split('/').slice(-2).join('/') || 'unknown file';
  return frame.line > 0 ? `${place}:${frame.line}` : place;
}
