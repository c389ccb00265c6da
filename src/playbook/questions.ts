import { judgeGoroutinesGrowing } from '../diagnosis/goroutines-growing.ts';
import { judgeHandlesGrowing } from '../diagnosis/handles-growing.ts';
import { judgeHeapPastLimit } from '../diagnosis/heap-past-limit.ts';
import type { Answer } from '../diagnosis/judgement.ts';
import { judgeLiveHeapGrowing } from '../diagnosis/live-heap-growing.ts';
import { judgeOutsideHeapGrowing } from '../diagnosis/outside-heap-growing.ts';
import { judgeRssGrowing } from '../diagnosis/rss-growing.ts';
import { judgeThreadsGrowing } from '../diagnosis/threads-growing.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import type { ComparisonWanted, Next, PlaybookStep, StepId } from './step.ts';

/** A question without its place in a playbook. */
type Question = Omit<PlaybookStep, 'next'>;

/** Gives a question its place: where Yes leads, and where No and Not sure go on. */
export function asked(question: Question, yes: Next, otherwise: Next['to']): PlaybookStep {
  return { ...question, next: { yes, no: { to: otherwise }, unclear: { to: otherwise } } };
}

/** The same text for every pod, or one that names it. */
type Text = string | ((pod: string) => string);

function say(text: Text): (pod: string) => string {
  return typeof text === 'string' ? () => text : text;
}

/** What a settled question says of a thing that grows: `The live heap is growing on x2x.` */
function growth(thing: string, still = 'is not growing', be = 'is'): Question['settled'] {
  return {
    yes: (pod) => `${thing} ${be} growing on ${pod}.`,
    no: (pod) => `${thing} ${still} on ${pod}.`,
    unclear: (pod) => `Not sure whether ${thing.slice(0, 1).toLowerCase()}${thing.slice(1)} ${be} growing on ${pod}.`,
  };
}

const PLAIN: Readonly<Record<Answer, string>> = { yes: 'Yes', no: 'No', unclear: 'Not sure' };

/** The first question of every playbook: holds for any process. */
const RSS_GROWING: Question = {
  id: 'rss-growing',
  question: say('Is memory growing on a pod?'),
  labels: { ...PLAIN, yes: 'Yes, growing' },
  settled: {
    yes: (pod) => `Memory is growing on ${pod}.`,
    no: (pod) => `Memory is not growing on ${pod}.`,
    unclear: (pod) => `Not sure whether memory is growing on ${pod}.`,
  },
  needs: [
    'rss',
    'memory-limit',
    'restarts',
    'terminated-reason',
    'last-terminated',
    'start-time',
    'working-set',
    'page-cache',
    'requests',
  ],
  judge: judgeRssGrowing,
};

/** Opens a playbook: growing memory, and memory that may grow, leads to the next question; the rest to the report. */
export function opening(next: StepId, still: Next['to'] = 'report'): PlaybookStep {
  return { ...RSS_GROWING, next: { yes: { to: next }, no: { to: still }, unclear: { to: next } } };
}

export const GOROUTINES_GROWING: Question = {
  id: 'goroutines-growing',
  question: (pod) => `Is the goroutine count growing on ${pod}?`,
  labels: { ...PLAIN, no: 'No, stable' },
  settled: growth('The goroutine count', 'is stable'),
  needs: ['goroutines'],
  judge: judgeGoroutinesGrowing,
};

export const THREADS_GROWING: Question = {
  id: 'threads-growing',
  question: (pod) => `Is the thread count growing on ${pod}?`,
  labels: { ...PLAIN, no: 'No, stable' },
  settled: growth('The thread count', 'is stable'),
  needs: ['threads'],
  judge: judgeThreadsGrowing,
};

export const HANDLES_GROWING: Question = {
  id: 'handles-growing',
  question: (pod) => `Is the number of active handles growing on ${pod}?`,
  labels: { ...PLAIN, no: 'No, stable' },
  settled: growth('The number of active handles', 'is stable'),
  needs: ['handles'],
  judge: judgeHandlesGrowing,
};

/** `thing` is what a collected heap is called where it is not simply that. */
export function liveHeapGrowing(
  needs: readonly Quantity[],
  { question, thing }: { readonly question: Text; readonly thing: string } = {
    question: 'Does the live heap grow, after garbage collection?',
    thing: 'The live heap',
  },
): Question {
  return {
    id: 'live-heap-growing',
    question: say(question),
    labels: PLAIN,
    settled: growth(thing),
    needs,
    judge: judgeLiveHeapGrowing,
  };
}

export function outsideHeapGrowing(needs: readonly Quantity[], thing = 'memory outside the live heap'): Question {
  return {
    id: 'outside-heap-growing',
    question: (pod) => `Does ${thing} grow on ${pod}?`,
    labels: PLAIN,
    settled: growth(`${thing.slice(0, 1).toUpperCase()}${thing.slice(1)}`),
    needs,
    judge: judgeOutsideHeapGrowing,
  };
}

export const HEAP_PAST_LIMIT: Question = {
  id: 'heap-past-limit',
  question: (pod) => `May the heap of ${pod} grow past its memory limit?`,
  labels: PLAIN,
  settled: {
    yes: (pod) => `The heap of ${pod} may grow past its limit.`,
    no: (pod) => `The heap of ${pod} fits into its limit.`,
    unclear: (pod) => `Not sure whether the heap of ${pod} fits into its limit.`,
  },
  needs: [
    'memory-limit',
    'heap-max',
    'live-heap',
    'collected-heap',
    'heap-used',
    'heap-committed',
    'metaspace',
    'code-cache',
    'buffers',
  ],
  judge: judgeHeapPastLimit,
};

/** Heap profiles: what is in use, by the names that Go, V8, tracemalloc and Java profilers give it. */
export const HEAP: ComparisonWanted = { profile: 'heap', sampleTypes: ['inuse_space', 'space', 'live'] };
/** A JVM serves no pprof: what its own tools show stands in. */
export const JVM_HEAP: ComparisonWanted = {
  ...HEAP,
  byHand:
    'A JVM serves none by itself: take two class histograms some minutes apart (jcmd <pid> GC.class_histogram) and compare them; the class that grew names the leak, a heap dump names its holder.',
};
export const GOROUTINES: ComparisonWanted = { profile: 'goroutine', sampleTypes: ['goroutine', 'goroutines'] };
