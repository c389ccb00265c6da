import type { CollectorRules } from '../collector-rules.ts';
import { heapCapFault } from '../heap-cap.ts';

/** Collectors that work beside the program, and how their pools are called. */
const CONCURRENT = /\b(G1|ZGC|ZHeap|Shenandoah)/;
/** ZGC maps its heap from a memory file (findings/zgc-resident-memory.sh). */
const IN_MEMORY_FILE = /\bZ(?:GC|Heap)/;
/** G1 begins to mark at this share of the heap (InitiatingHeapOccupancyPercent); the other two begin earlier. */
const INITIATING = 0.45;
/** Serial and Parallel wait until the old generation is full, which is two thirds of the heap (NewRatio=2). */
const OLD_GENERATION = 2 / 3;

/** Old generations are collected seldom, and by nothing but the bound of the heap. */
export const jvmCollector: CollectorRules = {
  collectsLate: true,
  collectsFrom: (labels) =>
    labels.some((own) => Object.values(own).some((value) => CONCURRENT.test(value))) ? INITIATING : OLD_GENERATION,
  sharesHeap: (labels) => labels.some((own) => Object.values(own).some((value) => IN_MEMORY_FILE.test(value))),
  goal: 'heap-max',
  // Both options exist because what goes on after an OutOfMemoryError is seldom of use: ExitOnOutOfMemoryError ends with 3, CrashOnOutOfMemoryError by SIGABRT.
  outOfMemory: { exitCodes: [3, 134], by: 'an OutOfMemoryError', option: '-Xmx' },
  // ByteBuffer.allocateDirect: java.nio.Bits takes Runtime.maxMemory() where MaxDirectMemorySize is not set.
  buffersOption: '-XX:MaxDirectMemorySize',
  fault: (figures, limit) => heapCapFault(figures, limit, { option: 'MaxRAMPercentage or -Xmx', collectsLate: true }),
};
