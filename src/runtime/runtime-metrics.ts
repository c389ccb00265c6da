import type { Candidate, Quantity } from './candidate.ts';
import type { LedgerModel } from './ledger-model.ts';

/** What the processes of one runtime report of themselves. */
export interface RuntimeMetrics {
  /** Metrics that nothing else exposes: each by itself shows the runtime. The surest first. */
  readonly signs: readonly string[];
  /** The metric names of each quantity, best first. */
  readonly names: Readonly<Partial<Record<Quantity, readonly Candidate[]>>>;
  readonly ledger: LedgerModel;
}
