import { Piscina } from 'piscina';
import type { ComparisonRequest, ProfileComparer } from '../../investigation/ports.ts';
import { SECOND } from '../../measurement/duration.ts';
import { InvalidProfileError } from '../../profile/invalid-profile.ts';
import { type Answer, comparisonOf } from './answer.ts';

/** Enough for the largest profiles that the reader lets in; columns are kept outside this heap. */
const MAX_HEAP_MIB = 512;

export interface ComparisonPool extends ProfileComparer {
  /** Ends the workers; comparisons that still run are given up. */
  close(): Promise<void>;
}

/**
 * Compares profiles in worker threads, so that the event loop stays free for acknowledgements. Threads start with the
 * first comparison and end when they had nothing to do for a while: an idle bot carries none. An aborted comparison
 * ends its thread at once and rejects with an AbortError.
 */
export function createComparisonPool(options: { readonly threads?: number } = {}): ComparisonPool {
  const pool = new Piscina<ComparisonRequest, Answer>({
    filename: new URL('./compare.worker.ts', import.meta.url).href,
    name: 'compareTask',
    minThreads: 0,
    maxThreads: options.threads ?? 2,
    idleTimeout: 30 * SECOND,
    resourceLimits: { maxOldGenerationSizeMb: MAX_HEAP_MIB },
  });
  // The answer of a comparison that was aborted, or a thread that died between two: nobody waits for either.
  pool.on('error', () => undefined);
  return {
    compare: async (request: ComparisonRequest, signal?: AbortSignal) => comparisonOf(await run(pool, request, signal)),
    close: () => pool.destroy(),
  };
}

async function run(
  pool: Piscina<ComparisonRequest, Answer>,
  request: ComparisonRequest,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  try {
    return await pool.run(request, signal === undefined ? {} : { signal });
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      throw new InvalidProfileError(`these profiles need more than ${MAX_HEAP_MIB} MiB to compare`, { cause: error });
    }
    throw error;
  }
}
