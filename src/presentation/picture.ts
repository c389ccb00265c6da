import { LeakbotError } from '../foundation/errors.ts';
import type { TimeChart } from './charts/time-chart.ts';
import type { FlameGraph } from './flame-graph/flame-graph.ts';

/** A picture decided as data: what it shows, before anyone draws it. JSON-safe. */
export type Picture = TimeChart | FlameGraph;

/** Draws pictures as PNG, off the event loop. Throws PictureError; the message without its picture still stands. */
export interface PictureRenderer {
  render(picture: Picture, signal?: AbortSignal): Promise<Uint8Array>;
}

/** A picture could not be drawn; the message names it and the cause says why. */
export class PictureError extends LeakbotError {
  readonly code = 'picture';
}
