import type { Quantity } from './candidate.ts';

/** The id of a question, as `--answers` and `--json` spell it. */
export type QuestionId =
  | 'rss-growing'
  | 'goroutines-growing'
  | 'threads-growing'
  | 'handles-growing'
  | 'live-heap-growing'
  | 'outside-heap-growing'
  | 'heap-past-limit';

/** The profiles to set side by side when a step is answered Yes. */
export interface ComparisonWanted {
  readonly profile: 'heap' | 'goroutine' | 'histogram';
  /** What may stand for memory in use, best first: profilers of different runtimes name it differently. */
  readonly sampleTypes: readonly string[];
  /** What a person can do where the runtime serves no such profile by itself, as a sentence. */
  readonly byHand?: string | undefined;
  /** Of what shows no lines: what would show them, as a sentence. */
  readonly byLine?: string | undefined;
  /** What shows the same from another side, and takes its place where it is all there is. */
  readonly beside?: ComparisonWanted | undefined;
  /** Where there is none: what may still name a line or a class to look at, and decides nothing. */
  readonly lead?: ComparisonWanted | undefined;
  /** Where it often is not in a profile: the only kind of finding that it is of interest to. */
  readonly only?: 'thread-leak' | 'native-growth';
}

/** What an answer leads to: the step to ask next, or the report; after the comparison, where one is wanted. */
export interface Next {
  readonly to: QuestionId | 'report';
  readonly compare?: ComparisonWanted | undefined;
}

/** A question in its place in the plan of a runtime. */
export interface PlannedQuestion {
  readonly asks: Exclude<QuestionId, 'rss-growing'>;
  /** What the runtime reports beyond the quantities that the question always needs. */
  readonly needs?: readonly Quantity[] | undefined;
  /** What the question is about, where the runtime calls it otherwise: `the memory of Python objects`. */
  readonly about?: string | undefined;
  readonly yes: Next;
  /** Where No and Not sure go on. */
  readonly otherwise: Next['to'];
  /** Where No goes on, where it leaves something to ask that Not sure does not. */
  readonly denied?: Next['to'] | undefined;
}

/** The questions for one runtime, in order, after the one about memory that opens every investigation. */
export interface QuestionPlan {
  /** What follows memory that does not grow: the report, or a question where a level line may hide a leak. */
  readonly still: Next['to'];
  readonly questions: readonly [PlannedQuestion, ...PlannedQuestion[]];
}

/** Heap profiles: what is in use, by the names that Go, V8, tracemalloc and Java profilers give it. */
export const HEAP: ComparisonWanted = { profile: 'heap', sampleTypes: ['inuse_space', 'space', 'live'] };

/** In the heap profile of a JVM (`manifest/jvm`): the threads that live, by the line that started them. */
export const THREADS = 'threads';
/** And what lies outside the heap: classes by their loader, direct buffers by the line that allocated them. */
export const OUTSIDE_HEAP = 'outside_heap';
