import { judgeGoroutinesGrowing } from '../diagnosis/goroutines-growing.ts';
import { judgeHandlesGrowing } from '../diagnosis/handles-growing.ts';
import { judgeHeapPastLimit } from '../diagnosis/heap-past-limit.ts';
import type { Answer } from '../diagnosis/judgement.ts';
import { judgeLiveHeapGrowing } from '../diagnosis/live-heap-growing.ts';
import { judgeOutsideHeapGrowing } from '../diagnosis/outside-heap-growing.ts';
import { judgeRssGrowing } from '../diagnosis/rss-growing.ts';
import { judgeThreadsGrowing } from '../diagnosis/threads-growing.ts';
import type { PlaybookStep, QuestionId } from './step.ts';

/** A question without its place in a playbook. */
export type Question = Omit<PlaybookStep, 'id' | 'next'>;

const PLAIN: Readonly<Record<Answer, string>> = { yes: 'Yes', no: 'No', unclear: 'Not sure' };

/** What a settled question says of a thing that grows: `The live heap is growing on x2x.` */
function growthOf(thing: string): Question['settled'] {
  return {
    yes: (pod) => `${capital(thing)} is growing on ${pod}.`,
    no: (pod) => `${capital(thing)} is not growing on ${pod}.`,
    unclear: (pod) => `Not sure whether ${thing} is growing on ${pod}.`,
  };
}

/** Every question that a playbook may ask, by its id; `about` is what a runtime calls its subject, where it says so. */
export const QUESTIONS: Readonly<Record<QuestionId, (about: string | undefined) => Question>> = {
  'rss-growing': () => ({
    question: () => 'Is memory growing on a pod?',
    labels: { ...PLAIN, yes: 'Yes, growing' },
    settled: growthOf('memory'),
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
    means: { yes: 'memory-grows', open: 'growth of memory' },
    picture: { of: 'memory' },
  }),

  'goroutines-growing': () => ({
    question: (pod) => `Is the goroutine count growing on ${pod}?`,
    labels: PLAIN,
    settled: growthOf('the goroutine count'),
    needs: ['goroutines', 'requests'],
    judge: judgeGoroutinesGrowing,
    means: { yes: 'goroutine-leak', open: 'a goroutine leak' },
    picture: { of: 'count', quantity: 'goroutines' },
  }),

  'threads-growing': () => ({
    question: (pod) => `Is the thread count growing on ${pod}?`,
    labels: PLAIN,
    settled: growthOf('the thread count'),
    needs: ['threads', 'requests'],
    judge: judgeThreadsGrowing,
    means: { yes: 'thread-leak', open: 'a thread leak' },
    picture: { of: 'count', quantity: 'threads' },
  }),

  'handles-growing': () => ({
    question: (pod) => `Is the number of active handles growing on ${pod}?`,
    labels: PLAIN,
    settled: growthOf('the number of active handles'),
    needs: ['handles', 'requests'],
    judge: judgeHandlesGrowing,
    means: { yes: 'handle-leak', open: 'a leak of handles' },
    picture: { of: 'count', quantity: 'handles' },
  }),

  'live-heap-growing': (about) => ({
    question: () =>
      about === undefined ? 'Does the live heap grow, after garbage collection?' : `Does ${about} grow?`,
    labels: PLAIN,
    settled: growthOf(about ?? 'the live heap'),
    needs: ['live-heap', 'requests'],
    judge: judgeLiveHeapGrowing,
    means: { yes: 'heap-leak', open: 'growth of the live heap' },
    picture: { of: 'live-heap' },
  }),

  'outside-heap-growing': (about = 'memory outside the live heap') => ({
    question: (pod) => `Does ${about} grow on ${pod}?`,
    labels: PLAIN,
    settled: growthOf(about),
    needs: ['live-heap'],
    judge: judgeOutsideHeapGrowing,
    means: { yes: 'native-growth', open: 'growth outside the live heap' },
    picture: { of: 'ledger' },
  }),

  'heap-past-limit': () => ({
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
    means: { yes: 'gc-misconfigured', open: 'a heap that outgrows the limit' },
    picture: { of: 'ledger' },
  }),
};

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
