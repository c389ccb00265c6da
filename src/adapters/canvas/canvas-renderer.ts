import { type Picture, PictureError, type PictureRenderer } from '../../presentation/picture.ts';
import { workerPool } from '../worker-pool/worker-pool.ts';
import type { DrawTask } from './draw.worker.ts';

export interface CanvasRendererOptions {
  /** Threads that draw at the same time. */
  readonly threads?: number | undefined;
  /** Device pixels a CSS pixel; charts are 1200 CSS pixels wide, flame graphs as they say. */
  readonly scale?: number | undefined;
  /** How long an idle thread is kept: its memory counts while the bot sleeps. */
  readonly idleMs?: number | undefined;
  /** JavaScript heap of a thread; a picture that needs more fails alone. */
  readonly heapMb?: number | undefined;
}

export interface CanvasRenderer extends PictureRenderer {
  /** Ends the threads; pictures still being drawn fail. */
  close(): Promise<void>;
}

/** A drawing that takes longer is stuck: a large one takes a second. */
const LONGEST_MS = 30_000;

/** Draws pictures as PNG in worker threads that are started when needed and ended when idle. */
export function canvasRenderer(options: CanvasRendererOptions = {}): CanvasRenderer {
  const { threads = 1, scale = 1, idleMs = 20_000, heapMb = 256 } = options;
  const pool = workerPool<DrawTask, Uint8Array>({
    file: new URL('./draw.worker.ts', import.meta.url),
    name: 'draw',
    threads,
    idleMs,
    heapMb,
    longestMs: LONGEST_MS,
  });
  return {
    render: async (picture, signal) => {
      try {
        return await pool.run({ picture, scale }, { signal });
      } catch (cause) {
        throw new PictureError(`cannot draw ${describe(picture)}`, { cause });
      }
    },
    close: () => pool.close(),
  };
}

function describe(picture: Picture): string {
  return `the ${picture.kind === 'flame-graph' ? 'flame graph' : 'chart'} "${picture.title}"`;
}
