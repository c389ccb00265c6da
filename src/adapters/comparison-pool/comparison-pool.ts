import type { ComparisonRequest, ProfileComparer } from '../../evidence/ports.ts';
import { type Bytes, MiB } from '../../measurement/bytes.ts';
import { formatDuration, MINUTE, SECOND } from '../../measurement/duration.ts';
import { unpackedSize } from '../../profile/import/gunzip.ts';
import { InvalidProfileError } from '../../profile/invalid-profile.ts';
import { type WorkerPool, workerPool } from '../worker-pool/worker-pool.ts';
import { type Answer, comparisonOf } from './answer.ts';

/** Enough for the largest profiles that the reader lets in; columns are kept outside this heap. */
const MAX_HEAP_MIB = 512;

/** The largest real pairs take a few seconds; whatever takes this long was made to. */
const LONGEST_MS = MINUTE;

/**
 * Unpacked bytes of both sides from which a comparison runs alone. Its memory is some ten times these bytes (two of 56 MB a
 * side at once took 1.3 GB), where the manifest allows 1 GiB for the whole bot.
 */
const LARGE: Bytes = 16 * MiB;

export interface ComparisonPool extends ProfileComparer {
  /** Ends the workers; comparisons that still run are given up. */
  close(): Promise<void>;
}

export interface ComparisonPoolOptions {
  /** Comparisons at the same time. */
  readonly threads?: number;
  readonly longestMs?: number;
  /** Unpacked bytes of both sides from which one runs alone. */
  readonly aloneFrom?: Bytes;
}

/**
 * Compares profiles in worker threads, so that the event loop stays free for acknowledgements; an idle bot carries
 * none. An aborted comparison frees its thread at once and rejects with the signal's reason; one that takes too long or
 * too much memory rejects with InvalidProfileError.
 */
export function createComparisonPool({
  threads = 2,
  longestMs = LONGEST_MS,
  aloneFrom = LARGE,
}: ComparisonPoolOptions = {}): ComparisonPool {
  const pool = workerPool<ComparisonRequest, Answer>({
    file: new URL('./compare.worker.ts', import.meta.url),
    name: 'compareTask',
    threads,
    idleMs: 30 * SECOND,
    heapMb: MAX_HEAP_MIB,
    longestMs,
  });
  return {
    compare: async (request, signal) => comparisonOf(await run(pool, { request, signal, longestMs, aloneFrom })),
    close: () => pool.close(),
  };
}

function sizeOf({ base, current }: ComparisonRequest): Bytes {
  return unpackedSize(base.profile) + unpackedSize(current.profile);
}

interface Run {
  readonly request: ComparisonRequest;
  readonly signal: AbortSignal | undefined;
  readonly longestMs: number;
  readonly aloneFrom: Bytes;
}

async function run(
  pool: WorkerPool<ComparisonRequest, Answer>,
  { request, signal, longestMs, aloneFrom }: Run,
): Promise<Answer> {
  try {
    return await pool.run(request, { signal, alone: sizeOf(request) >= aloneFrom });
  } catch (cause) {
    if (signal?.aborted === true || !(cause instanceof Error)) throw cause;
    if ('code' in cause && cause.code === 'ERR_WORKER_OUT_OF_MEMORY') {
      throw new InvalidProfileError(`these profiles need more than ${MAX_HEAP_MIB} MiB to compare`, { cause });
    }
    if (cause.name === 'TimeoutError') {
      throw new InvalidProfileError(`these profiles take more than ${formatDuration(longestMs)} to compare`, { cause });
    }
    throw cause;
  }
}
