import type { Candidate, Quantity, Runtime } from '../candidate.ts';
import type { LedgerModel } from '../ledger-model.ts';

/** What the processes of one runtime tell of themselves. */
export interface RuntimeMetrics {
  readonly runtime: Exclude<Runtime, 'unknown'>;
  /** Metrics that nothing else exposes: each by itself tells the runtime. The surest first. */
  readonly signs: readonly string[];
  /** Where each quantity is found, best first. */
  readonly names: Readonly<Partial<Record<Quantity, readonly Candidate[]>>>;
  readonly ledger: LedgerModel;
}
