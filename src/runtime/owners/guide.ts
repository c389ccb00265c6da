import type { MemorySplit } from '../memory-split.ts';
import { type ComparisonWanted, HEAP, type QuestionPlan } from '../question-plan.ts';
import type { DataBoundWords, NativeWords, OutsideHeap, Remedy, RuntimeWords } from '../runtime-words.ts';
import { threadNames } from '../runtime-words.ts';

/** What is said of one owner differently than of others. */
export interface OwnWords {
  /** `the managed heap` */
  readonly heap: string;
  /** `live objects`: what the first of its questions is about. */
  readonly live: string;
  /** How it can expose its own metrics, as a clause; by OpenTelemetry too, where it can. */
  readonly exposing: string;
  readonly exposingOtel?: string | undefined;
  /** How to find what keeps it, and what to do about it, as sentences. */
  readonly heapFix: string;
  /** Of a program that can bound its data itself. */
  readonly dataBound?: DataBoundWords | undefined;
  /** How to look into it by hand: no profile shows more. */
  readonly byHand: string;
  /** What grows beside it, by part; `native` is what no figure of it counts. */
  readonly native: Partial<Record<OutsideHeap, NativeWords>> & { readonly native: NativeWords };
  /** What to do about memory that its allocator keeps. */
  readonly kept?: Remedy | undefined;
  /** When the limit is too small and memory must not rise. */
  readonly slimmer: string;
  readonly heapSetting?: RuntimeWords['heapSetting'] | undefined;
}

export function ownerWords({
  native,
  heapFix,
  exposingOtel,
  heapSetting = () => undefined,
  ...own
}: OwnWords): RuntimeWords {
  return {
    heap: own.heap,
    live: own.live,
    heapOwns: 'the room that it needs',
    exposing: own.exposing,
    exposingOtel: exposingOtel ?? own.exposing,
    settings: {},
    heapFix: () => heapFix,
    dataBound: own.dataBound,
    countFix: () => 'Fix: end what was started with the work that started it.',
    threadFix: () => 'Fix: end threads with the work that started them, and bound their number.',
    saving: { threads: threadNames },
    native: (grew) => native[grew] ?? native.native,
    kept: own.kept,
    heapSetting,
    slimmer: own.slimmer,
    burst: ({ name, value }) => `${name}=${value} bounds a burst.`,
    outgrows: 'The heap is allowed to outgrow the limit',
    collectorFix: () => ({
      steps: ['Now: give the heap a bound below the limit.'],
      proof: 'After the change the heap levels off below its bound at the same traffic.',
    }),
  };
}

/** What it allocated first, then what lies beside it. */
export function ownerPlan({ live, heap, byHand }: OwnWords, { complete }: MemorySplit): QuestionPlan {
  const compare: ComparisonWanted = { ...HEAP, byHand };
  return {
    still: 'live-heap-growing',
    questions: [
      {
        asks: 'live-heap-growing',
        about: live,
        yes: { to: 'report', compare },
        otherwise: 'outside-heap-growing',
      },
      {
        asks: 'outside-heap-growing',
        about: `memory beside ${heap}`,
        needs: ['container-threads', ...complete],
        yes: { to: 'report' },
        otherwise: 'report',
      },
    ],
  };
}
