import type { CollectorRules } from '../collector-rules.ts';

/** Reference counts free most of what Python makes: no collector has a goal that could be wrong. */
export const pythonCollector: CollectorRules = { collectsLate: false, fault: () => undefined };
