import type { CollectorRules } from '../collector-rules.ts';
import { heapCapFault } from '../heap-cap.ts';

export const nodeCollector: CollectorRules = {
  collectsLate: false,
  // SIGABRT; as process 1 of a container, which no signal ends by default, the abort goes on to SIGSEGV.
  outOfMemory: { exitCodes: [134, 139], by: 'V8 (“heap out of memory”)', option: '--max-old-space-size' },
  fault: (figures, limit) => heapCapFault(figures, limit, { option: '--max-old-space-size', collectsLate: false }),
};
