import type { CollectorRules } from '../collector-rules.ts';
import { heapCapFault } from '../heap-cap.ts';

/** Old generations are collected seldom, and by nothing but the bound of the heap. */
export const jvmCollector: CollectorRules = {
  collectsLate: true,
  goal: 'heap-max',
  fault: (figures, limit) => heapCapFault(figures, limit, { option: 'MaxRAMPercentage or -Xmx', collectsLate: true }),
};
