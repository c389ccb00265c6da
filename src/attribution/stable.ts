import type { Instant } from '../foundation/clock.ts';
import type { CauseId } from '../runtime/growth-causes.ts';
import type { ContainerRun } from './container-run.ts';
import { ledgerOfRun, type RunLedger } from './run-ledger.ts';
import { type CauseShare, type Shares, sharesOf, steadyShare, tiesOf } from './shares.ts';

/** Why a run by itself carries no confident answer. */
export type Unstable =
  /** It grew by too little. */
  | 'growth'
  | 'samples'
  /** Hardly a collection has separated live heap from garbage. */
  | 'collections'
  /** Earlier in the run another cause led. */
  | 'leader';

/** One run, accounted for. */
export interface JudgedRun {
  readonly ledger: RunLedger;
  readonly shares: Shares;
  readonly leader?: CauseShare | undefined;
  readonly unstable: readonly Unstable[];
}

export interface Judging {
  readonly cpus: number;
  readonly since?: Instant | undefined;
  readonly heldByGoroutines?: number | undefined;
}

/** Share of the limit. A smaller growth decides nothing. */
const LEAST_OF_LIMIT = 0.1;
/** Without a limit a growth is measured against the level it began from. */
const LEAST_OF_BASE = 0.2;
/** Times the noise of the figures. A smaller growth decides nothing. */
const TIMES_TOLERANCE = 4;
/** Samples of a run. Fewer do not show that the same cause led earlier. */
const FEWEST_SAMPLES = 12;
/** Collections of a run. After fewer its heap has no level. */
const FEWEST_COLLECTIONS = 3;
/** Where the same cause must lead, as shares of the run. */
const EARLIER = [0.6, 0.8];

/** Accounts for one run and tests whether its answer would have been the same earlier. */
export function judgeRun(run: ContainerRun, judging: Judging): JudgedRun | undefined {
  const known = KNOWN.get(run) ?? [];
  KNOWN.set(run, known);
  const { cpus, since, heldByGoroutines } = judging;
  const same = known.find(
    (one) => one.cpus === cpus && one.since === since && one.heldByGoroutines === heldByGoroutines,
  );
  if (same !== undefined) return same.judged;
  const judged = judge(run, judging);
  known.push({ ...judging, judged });
  return judged;
}

/** The same runs are asked about by every question, some with the onset of their growth and some without. */
const KNOWN = new WeakMap<ContainerRun, (Judging & { readonly judged: JudgedRun | undefined })[]>();

function judge(run: ContainerRun, judging: Judging): JudgedRun | undefined {
  const ledger = ledgerOfRun(run, judging);
  if (ledger === undefined) return undefined;
  const shares = sharesIn(ledger, judging);
  const leader = leaderOf(shares);
  const heap = leader !== undefined && OF_HEAP.has(leader.cause);
  const few = heap && (ledger.collections ?? 0) < FEWEST_COLLECTIONS;
  const unstable: readonly Unstable[] = [
    ...(isMaterial(ledger, shares) ? [] : (['growth'] as const)),
    ...(ledger.samples < FEWEST_SAMPLES ? (['samples'] as const) : []),
    ...(few ? (['collections'] as const) : []),
    ...(ledBefore(run, leader?.cause, judging) ? [] : (['leader'] as const)),
  ];
  return { ledger, shares, leader, unstable };
}

/** Causes that only collections show. */
const OF_HEAP: ReadonlySet<CauseId> = new Set(['heap', 'handles', 'unproven-heap']);

/** Whether a run grew by enough to ask what grew. */
export function isMaterial({ run, base, tolerance }: RunLedger, { whole }: Shares): boolean {
  const least = run.limit === undefined ? LEAST_OF_BASE * base.total : LEAST_OF_LIMIT * run.limit;
  return whole >= least && whole >= TIMES_TOLERANCE * tolerance;
}

function sharesIn(ledger: RunLedger, { heldByGoroutines }: Judging): Shares {
  return sharesOf({ ledger, ties: tiesOf(ledger), heldByGoroutines });
}

/**
 * The cause that explains most of the whole climb and of its last half. Between live heap and garbage the whole decides:
 * what came to live since the last collection counts as garbage in the last half.
 */
export function leaderOf({ causes }: Pick<Shares, 'causes'>): CauseShare | undefined {
  const [first] = causes;
  if (first === undefined || first.bytes <= 0 || steadyShare(first) <= 0) return undefined;
  const heap = causes.find(({ cause }) => cause === 'heap');
  return first.cause === 'uncollected' && heap !== undefined && heap.share >= first.share ? heap : first;
}

function ledBefore(run: ContainerRun, cause: CauseId | undefined, judging: Judging): boolean {
  const from = Math.max(run.from, judging.since ?? run.from);
  return EARLIER.every((share) => {
    const ledger = ledgerOfRun(run, { ...judging, until: from + share * (run.to - from) });
    return ledger !== undefined && leaderOf(sharesIn(ledger, judging))?.cause === cause;
  });
}
