import { KiB, MiB } from '../../../src/measurement/bytes.ts';
import { reportsWorker } from '../programs/reports-worker.ts';
import type { Scenario } from '../scenario.ts';
import type { Sum } from '../truth.ts';

const healthy = { REPORTS_KEPT: '50' };

const WORKING_SET: Sum = { plus: ['container_memory_working_set_bytes'] };
const TRACED: Sum = { plus: ['python_tracemalloc_traced_bytes'] };
const KERNEL: Sum = {
  plus: ['container_memory_usage_bytes'],
  minus: ['container_memory_rss', 'container_memory_cache'],
};
const THREADS: Sum = { plus: ['container_threads'] };
const THREAD_BYTES = 112 * KiB;

export const pythonScenarios: readonly Scenario[] = [
  {
    name: 'python-leak',
    title: 'A store of finished reports without a bound keeps the text of every one',
    program: reportsWorker,
    finding: 'heap-leak',
    limit: 160 * MiB,
    environment: { ...healthy, REPORTS_KEPT: '0' },
    before: healthy,
    growth: { by: 'requests', perRun: 120 * MiB, keptPerBook: (depth) => (2401 * depth) / 20 },
    siblingShare: 0.012,
  },
  {
    name: 'python-threads',
    title: 'A thread for each subscription, which waits for an end that is never announced',
    program: reportsWorker,
    finding: 'thread-leak',
    limit: 128 * MiB,
    environment: { ...healthy, REPORTS_JOB: 'subscriptions' },
    before: healthy,
    growth: { by: 'clock', perRun: 85 * MiB, setting: 'REPORTS_GROWTH' },
    siblingShare: 0.25,
    truth: {
      of: WORKING_SET,
      parts: [
        { what: 'what tracemalloc traces', sum: TRACED, share: [0, 0.1] },
        { what: 'anonymous memory', sum: { plus: ['container_memory_rss'] }, share: [0.6, 0.9] },
        { what: 'kernel memory', sum: KERNEL, share: [0.1, 0.4] },
        { what: 'threads, in units of 112 KiB', sum: THREADS, share: [0.7 / THREAD_BYTES, 1.3 / THREAD_BYTES] },
      ],
    },
  },
  {
    name: 'python-native',
    title: 'Memory that a library in C is asked for by ctypes and that is never freed',
    program: reportsWorker,
    finding: 'native-growth',
    limit: 128 * MiB,
    environment: { ...healthy, REPORTS_JOB: 'glyphs' },
    before: healthy,
    growth: { by: 'clock', perRun: 85 * MiB, setting: 'REPORTS_GROWTH' },
    siblingShare: 0.25,
    truth: {
      of: WORKING_SET,
      parts: [
        { what: 'what tracemalloc traces', sum: TRACED, share: [-0.05, 0.05] },
        { what: 'anonymous memory', sum: { plus: ['container_memory_rss'] }, share: [0.9, 1.1] },
        { what: 'threads', sum: THREADS, share: [-4 / MiB, 4 / MiB] },
      ],
    },
  },
];
