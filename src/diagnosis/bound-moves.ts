import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import type { HeapSetting, Remedy } from '../runtime/runtime-words.ts';

/** Share of today's bound. A bound that lies lower by less is no fix: it only ends the process a little sooner. */
const MOVES = 0.1;

/** Whether a setting would lower the bound that a heap has today by hardly anything, or raise it. */
export function hardlyMoves(setting: HeapSetting | undefined, today: Bytes | undefined): boolean {
  if (setting?.size === undefined || today === undefined) return false;
  return today - setting.size < MOVES * today;
}

/** Where the heap is bounded as it should be and does not fit with what lies beside it, the limit is what is too small. */
export function raiseInstead(limit: Bytes, fitting: Bytes, today: Bytes): Remedy {
  return {
    steps: [
      `Now: raise the limit from ${formatBytes(limit)} to ${formatBytes(fitting)}: the heap may take ${formatBytes(today)} today, which fits only without what lies beside it, and a lower bound that leaves room would hardly differ.`,
    ],
    proof: 'After the change memory levels off below the limit at the same traffic.',
  };
}
