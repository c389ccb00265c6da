import type { Piscina } from 'piscina';
import { places } from './places.ts';

export interface WorkerPoolOptions {
  /** The module that the threads load, and the function of it that they call. */
  readonly file: URL;
  readonly name: string;
  readonly threads: number;
  /** How long a thread without work is kept: its memory counts while the bot sleeps. */
  readonly idleMs: number;
  /** JavaScript heap of a thread; a task that needs more fails alone, with code ERR_WORKER_OUT_OF_MEMORY. */
  readonly heapMb: number;
  /** A task that takes longer is given up with a TimeoutError. */
  readonly longestMs: number;
}

export interface RunOptions {
  readonly signal?: AbortSignal | undefined;
  /** Nothing else runs beside it: for a task whose memory is all that the pool may take. */
  readonly alone?: boolean;
}

export interface WorkerPool<Task, Result> {
  /** An aborted task ends its thread at once and rejects with the signal's reason. */
  run(task: Task, options?: RunOptions): Promise<Result>;
  /** Ends the threads; tasks that still run fail. */
  close(): Promise<void>;
}

/**
 * Threads that start with the first task and end when they had nothing to do for a while. Tasks wait here for a thread,
 * not in Piscina's queue: without threads to keep, that one stands still when an abort has ended the last thread.
 */
export function workerPool<Task, Result>(options: WorkerPoolOptions): WorkerPool<Task, Result> {
  let started: Promise<Piscina<Task, Result>> | undefined;
  const threads = places(options.threads);
  return {
    async run(task, { signal, alone = false } = {}) {
      const giveBack = await threads.take(signal, alone ? options.threads : 1);
      const limit = AbortSignal.timeout(options.longestMs);
      try {
        started ??= startPool(options);
        const pool = await started;
        return await pool.run(task, { signal: signal === undefined ? limit : AbortSignal.any([signal, limit]) });
      } catch (error) {
        signal?.throwIfAborted();
        limit.throwIfAborted();
        throw error;
      } finally {
        giveBack();
      }
    },
    close: async () => (await started)?.destroy(),
  };
}

/** Loaded with the first task: a bot that waits for alerts has none. */
async function startPool<Task, Result>(options: WorkerPoolOptions): Promise<Piscina<Task, Result>> {
  const module = await import('piscina');
  const pool = new module.Piscina<Task, Result>({
    filename: options.file.href,
    name: options.name,
    minThreads: 0,
    maxThreads: options.threads,
    idleTimeout: options.idleMs,
    resourceLimits: { maxOldGenerationSizeMb: options.heapMb },
  });
  // The answer of a task that was aborted, or a thread that died between two: nothing waits for either.
  pool.on('error', () => undefined);
  return pool;
}
