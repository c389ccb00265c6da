import { type ComparisonWanted, HEAP, OUTSIDE_HEAP, type QuestionPlan, THREADS } from '../question-plan.ts';

/** What separates live objects from garbage, and whether the collector ever had to. */
const HEAP_NEEDS = [
  'collected-heap',
  'heap-used',
  'heap-committed',
  'heap-max',
  'metaspace',
  'code-cache',
  'buffers',
] as const;

const AGENT =
  'start it with -javaagent:leakbot-memory.jar=port=6060 (manifest/jvm) and list its address under services[].targets in leakbot.yaml, with pprofPort: 6060';

/** A JVM serves no pprof by itself: an agent of the project’s does, and until then its own tools show something. */
const JVM_HEAP: ComparisonWanted = {
  profile: 'heap',
  // Bytes first; then what live objects show as shares; the classes of a histogram last, since they have no line.
  sampleTypes: [...HEAP.sampleTypes, 'live_space', 'old_object_samples', 'live_samples', 'class_bytes'],
  beside: {
    profile: 'histogram',
    sampleTypes: ['class_bytes'],
    byLine: `Which line allocates them, and what keeps them, only the JVM itself shows: ${AGENT}; or let a job write recordings into the folder of the histograms (jcmd <pid> JFR.dump path-to-gc-roots=true).`,
  },
  byHand: `A JVM serves none by itself: ${AGENT}. Until then compare two class histograms, taken some minutes apart (jcmd <pid> GC.class_histogram > FILE), with leakbot diff, or let a job write them into a folder (profileFolders): the class that grew names the leak.`,
};

const JVM_THREADS: ComparisonWanted = {
  profile: 'heap',
  sampleTypes: [THREADS],
  only: 'thread-leak',
  byHand: `Which line starts the threads only the JVM itself shows: ${AGENT}. Until then jcmd <pid> Thread.print shows the names of those that multiplied.`,
};

const JVM_OUTSIDE_HEAP: ComparisonWanted = {
  profile: 'heap',
  sampleTypes: [OUTSIDE_HEAP],
  // What owns memory outside the heap lies in it, as a buffer does.
  lead: JVM_HEAP,
  only: 'native-growth',
  byHand: `Which class loader, and which line that allocates direct buffers, only the JVM itself shows: ${AGENT}. Until then compare two readings of jcmd <pid> VM.classloader_stats, or of VM.native_memory where -XX:NativeMemoryTracking=summary is set.`,
};

/** Threads first, as they keep heap alive; last the bound of the heap, which makes garbage look like a leak. */
export const jvmPlan: QuestionPlan = {
  // A JVM that has taken its heap is level while a leak fills it.
  still: 'live-heap-growing',
  questions: [
    { asks: 'threads-growing', yes: { to: 'report', compare: JVM_THREADS }, otherwise: 'live-heap-growing' },
    {
      asks: 'live-heap-growing',
      needs: HEAP_NEEDS,
      yes: { to: 'report', compare: JVM_HEAP },
      otherwise: 'outside-heap-growing',
    },
    {
      asks: 'outside-heap-growing',
      needs: HEAP_NEEDS,
      yes: { to: 'report', compare: JVM_OUTSIDE_HEAP },
      otherwise: 'heap-past-limit',
    },
    { asks: 'heap-past-limit', yes: { to: 'report' }, otherwise: 'report' },
  ],
};
