import { type Bytes, MiB } from '../../../src/measurement/bytes.ts';
import type { Run, TruthSample } from '../cluster/container-state.ts';
import type { Cause } from '../holding.ts';
import type { Seconds } from '../law.ts';

/** What a run gained between its base and a moment, by cause, in true bytes. */
export interface RunTruth {
  readonly growth: ReadonlyMap<Cause, Bytes>;
  /** Of working set and swap. */
  readonly net: Bytes;
  /** What shares are of: the larger of the net growth and the sum of all that grew, bounded room left out. */
  readonly of: Bytes;
  readonly leader: Cause | undefined;
  readonly samples: number;
  readonly collectionsSince: number;
  readonly limit: Bytes;
  readonly base: Bytes;
}

/** The base lies at most so far into a run. */
const WARM_UP = 0.2;

export function runTruth(run: Run, at: Seconds, share = 1): RunTruth | undefined {
  const all = run.samples.filter(({ time }) => time <= at);
  const samples = all.slice(0, Math.max(1, Math.round(all.length * share)));
  if (samples.length < 4) return undefined;
  const first = Math.max(1, Math.floor(samples.length * WARM_UP));
  const base = samples.slice(first - 1, first + 2);
  const end = samples.slice(-3);
  const growth = new Map<Cause, Bytes>();
  for (const cause of causesIn([...base, ...end])) growth.set(cause, medianOf(end, cause) - medianOf(base, cause));
  const net = median(end.map(counted)) - median(base.map(counted));
  const bounded = growth.get('bounded') ?? 0;
  const positive = [...growth].reduce(
    (total, [cause, bytes]) => (cause === 'bounded' ? total : total + Math.max(0, bytes)),
    0,
  );
  // A run in which the base still grows most shows a warm-up, whatever else there is.
  const candidates = [...growth].filter(([cause, bytes]) => cause !== 'bounded' && bytes > 0);
  const [leader] = candidates.sort(([, a], [, b]) => b - a)[0] ?? [];
  const last = samples.at(-1);
  return {
    growth,
    net,
    of: Math.max(net - bounded, positive),
    leader,
    samples: samples.length,
    collectionsSince: (last?.collections ?? 0) - (samples[first]?.collections ?? 0),
    limit: last?.limit ?? 0,
    base: median(base.map(counted)),
  };
}

/** Bytes that a sample counts against the limit, swap beside them. */
function counted({ workingSet, swap }: TruthSample): Bytes {
  return workingSet + swap;
}

function causesIn(samples: readonly TruthSample[]): ReadonlySet<Cause> {
  return new Set(samples.flatMap(({ holdings }) => holdings.map(({ cause }) => cause)));
}

function medianOf(samples: readonly TruthSample[], cause: Cause): Bytes {
  return median(
    samples.map(({ holdings }) =>
      holdings.reduce(
        (total, holding) =>
          holding.cause === cause && holding.part !== 'inactive file' ? total + holding.bytes : total,
        0,
      ),
    ),
  );
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 0;
}

/** How far a ledger can be off: max(8 MiB, 2 % of the limit, 0.25 MiB a processor of the node). */
export function toleranceOf(limit: Bytes, nodeCpus: number): Bytes {
  return Math.max(8 * MiB, 0.02 * limit, 0.25 * MiB * nodeCpus);
}
