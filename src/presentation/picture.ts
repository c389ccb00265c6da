import type { TimeChart } from './charts/time-chart.ts';
import type { FlameGraph } from './flame-graph/flame-graph.ts';

/** A picture decided as data: what it shows, before anyone draws it. JSON-safe. */
export type Picture = TimeChart | FlameGraph;

/** Draws pictures as PNG, off the event loop. */
export interface PictureRenderer {
  render(picture: Picture): Promise<Uint8Array>;
}
