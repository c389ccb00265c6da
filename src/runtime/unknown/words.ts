import { type RuntimeWords, threadNames } from '../runtime-words.ts';

/** `exporters`: what would serve the metrics of its runtime. */
export const unknownWords = (exporters: readonly string[]): RuntimeWords => ({
  heap: 'the heap',
  live: 'the live heap',
  heapOwns: 'the room that its collector needs',
  exposing: `let the process serve the metrics of its runtime on /metrics (${exporters.join(', ')}) and let Prometheus scrape it; of a process in another language memory alone is read`,
  exposingOtel: `add OpenTelemetry’s instrumentation of the runtime to the service (Go, JVM, Node.js or Python); of a process in another language memory alone is read`,
  settings: {},
  heapFix: () => 'Fix: find what still refers to these allocations and let go of it when the work that made them ends.',
  countFix: () => 'Fix: end what was started with the work that started it.',
  threadFix: () => 'Fix: end threads with the work that started them, and bound their number.',
  saving: { threads: threadNames },
  native: () => ({
    what: 'native code',
    fix: 'Fix: find what allocates beside the heap and let go of it when the work that made it ends.',
    see: (pod) => `To see it, compare two readings of /proc/<pid>/smaps_rollup and smaps on ${pod}.`,
    proof: 'After the fix RSS is level at the same traffic.',
  }),
  heapSetting: () => undefined,
  slimmer: 'If memory must not rise, reduce what the service keeps at rest: smaller caches and pools.',
  burst: ({ name, value }) => `${name}=${value} bounds a burst.`,
  outgrows: 'The heap is allowed to outgrow the limit',
  collectorFix: () => ({
    steps: ['Now: give the collector a bound below the limit.'],
    proof: 'After the change the heap levels off below its bound at the same traffic.',
  }),
});
