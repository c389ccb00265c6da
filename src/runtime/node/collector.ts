import type { CollectorRules } from '../collector-rules.ts';
import { heapCapFault } from '../heap-cap.ts';

export const nodeCollector: CollectorRules = {
  collectsLate: false,
  fault: (figures, limit) => heapCapFault(figures, limit, { option: '--max-old-space-size', collectsLate: false }),
};
