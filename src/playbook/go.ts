import { judgeGoroutinesGrowing } from '../diagnosis/goroutines-growing.ts';
import { judgeLiveHeapGrowing } from '../diagnosis/live-heap-growing.ts';
import { judgeOutsideHeapGrowing } from '../diagnosis/outside-heap-growing.ts';
import { judgeRssGrowing } from '../diagnosis/rss-growing.ts';
import type { Playbook } from './step.ts';

const HEAP = { profile: 'heap', sampleType: 'inuse_space' } as const;
const GOROUTINES = { profile: 'goroutine', sampleType: 'goroutine' } as const;

/** Go: goroutines before the heap, because a leaked goroutine keeps heap alive and is the cause, not the symptom. */
export const goPlaybook: Playbook = {
  runtime: 'go',
  steps: [
    {
      id: 'rss-growing',
      question: () => 'Is memory growing on a pod?',
      labels: { yes: 'Yes, growing', no: 'No', unclear: 'Not sure' },
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
      next: {
        yes: { to: 'goroutines-growing' },
        no: { to: 'report' },
        unclear: { to: 'goroutines-growing' },
      },
    },
    {
      id: 'goroutines-growing',
      question: (pod) => `Is the goroutine count growing on ${pod}?`,
      labels: { yes: 'Yes', no: 'No, stable', unclear: 'Not sure' },
      settled: {
        yes: (pod) => `The goroutine count is growing on ${pod}.`,
        no: (pod) => `The goroutine count is stable on ${pod}.`,
        unclear: (pod) => `Not sure whether the goroutine count is growing on ${pod}.`,
      },
      needs: ['goroutines'],
      judge: judgeGoroutinesGrowing,
      next: {
        yes: { to: 'report', compare: GOROUTINES },
        no: { to: 'live-heap-growing' },
        unclear: { to: 'live-heap-growing' },
      },
    },
    {
      id: 'live-heap-growing',
      question: () => 'Does the live heap grow, after garbage collection?',
      labels: { yes: 'Yes', no: 'No', unclear: 'Not sure' },
      settled: {
        yes: (pod) => `The live heap is growing on ${pod}.`,
        no: (pod) => `The live heap is not growing on ${pod}.`,
        unclear: (pod) => `Not sure whether the live heap is growing on ${pod}.`,
      },
      needs: ['live-heap', 'last-collection'],
      judge: judgeLiveHeapGrowing,
      next: {
        yes: { to: 'report', compare: HEAP },
        no: { to: 'outside-heap-growing' },
        unclear: { to: 'outside-heap-growing' },
      },
    },
    {
      id: 'outside-heap-growing',
      question: (pod) => `Does memory outside the live heap grow on ${pod}?`,
      labels: { yes: 'Yes', no: 'No', unclear: 'Not sure' },
      settled: {
        yes: (pod) => `Memory outside the live heap is growing on ${pod}.`,
        no: (pod) => `Memory outside the live heap is not growing on ${pod}.`,
        unclear: (pod) => `Not sure whether memory outside the live heap is growing on ${pod}.`,
      },
      needs: ['live-heap', 'heap-inuse', 'heap-idle', 'heap-released', 'stacks', 'runtime-sys', 'gogc', 'gomemlimit'],
      judge: judgeOutsideHeapGrowing,
      next: { yes: { to: 'report' }, no: { to: 'report' }, unclear: { to: 'report' } },
    },
  ],
};
