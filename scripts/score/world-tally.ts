import type { Truth } from '../worlds/family.ts';
import type { Verdict } from '../worlds/play.ts';
import type { Gate } from '../worlds/truth/gate.ts';
import { CONFIDENT } from './tally.ts';

/** One answer about a world at a moment. */
export interface WorldAnswer {
  readonly family: string;
  readonly seed: number;
  /** Its place among the world's moments, from 1. */
  readonly moment: number;
  readonly at: Date;
  readonly truth: Truth;
  readonly gate: Gate;
  readonly verdict: Verdict;
  /** What is wrong with the report, whatever it found. */
  readonly faults: readonly string[];
  /** Of the peer rules: whether memory grows. */
  readonly peers: readonly ('yes' | 'no' | 'unclear')[];
}

export type Mark = 'right' | 'unclear' | 'accepted' | 'wrong';

/** What says nothing: the service was not known, the data were too few, an error. */
const SILENT: ReadonlySet<string> = new Set(['not-enough-data', 'unknown-service', 'failed']);
/** Before the data suffice, the absence of an answer in the data is an answer. */
const EARLY: ReadonlySet<string> = new Set(['no-growth', 'warm-up']);

export function markOf({ truth, gate, verdict }: WorldAnswer): Mark {
  const { kind } = verdict;
  if (truth.main.includes(kind)) return 'right';
  if (truth.also?.includes(kind) === true) return 'accepted';
  if (SILENT.has(kind)) return 'unclear';
  if (!gate.passes && EARLY.has(kind)) return 'accepted';
  return 'wrong';
}

export interface WorldTally {
  readonly moments: number;
  /** Moments at which the data suffice, by the truth. */
  readonly decidable: number;
  /** The next three are counted there. */
  readonly right: number;
  readonly unclear: number;
  /** Shares within fifteen points of the truth, and answers whose share there is a truth for. */
  readonly shareNear: number;
  readonly shares: number;
  /** The next two are counted everywhere. */
  readonly wrong: number;
  readonly confidentlyWrong: number;
  readonly flips: number;
  /** Reports that break a rule of every report. */
  readonly faulty: number;
}

const NEAR = 0.15;

export function worldTally(answers: readonly WorldAnswer[]): WorldTally {
  const decidable = answers.filter(({ gate }) => gate.passes);
  const withShare = decidable.filter(
    (answer) => answer.gate.shares !== undefined && answer.verdict.kind === answer.truth.cause,
  );
  const wrong = answers.filter((answer) => markOf(answer) === 'wrong');
  return {
    moments: answers.length,
    decidable: decidable.length,
    right: decidable.filter((answer) => markOf(answer) === 'right').length,
    unclear: decidable.filter((answer) => markOf(answer) === 'unclear').length,
    shareNear: withShare.filter(shareIsNear).length,
    shares: withShare.length,
    wrong: wrong.length,
    confidentlyWrong: wrong.filter(({ verdict }) => verdict.confidence >= CONFIDENT).length,
    flips: flipsOf(answers),
    faulty: answers.filter(({ faults }) => faults.length > 0).length,
  };
}

export function shareIsNear({ gate, verdict }: WorldAnswer): boolean {
  const [low, high] = gate.shares ?? [0, 1];
  return verdict.share !== undefined && verdict.share >= low - NEAR && verdict.share <= high + NEAR;
}

/** How often a peer rule sees growth where a cause grows, and none where none does. */
export function peerTally(
  answers: readonly WorldAnswer[],
  peer: number,
): { readonly right: number; readonly of: number } {
  const decided = answers.filter(({ gate }) => gate.passes);
  const right = decided.filter(({ truth, peers }) => peers[peer] === (truth.cause === undefined ? 'no' : 'yes'));
  return { right: right.length, of: decided.length };
}

/** Confident answers that name another cause than the confident one before, of the same stretch of truth. */
function flipsOf(answers: readonly WorldAnswer[]): number {
  const worlds = Map.groupBy(answers, ({ family, seed }) => `${family} ${seed}`);
  let flips = 0;
  for (const own of worlds.values()) {
    const sure = own.filter(
      ({ gate, verdict }) => gate.passes && verdict.confidence >= CONFIDENT && !SILENT.has(verdict.kind),
    );
    sure.forEach((answer, i) => {
      const before = sure[i - 1];
      if (
        before !== undefined &&
        before.truth.from === answer.truth.from &&
        before.verdict.kind !== answer.verdict.kind &&
        !bothRight(before, answer)
      )
        flips += 1;
    });
  }
  return flips;
}

/** Two names for one truth. */
function bothRight(a: WorldAnswer, b: WorldAnswer): boolean {
  return markOf(a) === 'right' && markOf(b) === 'right';
}
