import type { Gap } from '../diagnosis/finding.ts';
import type { Observation } from '../diagnosis/observation.ts';
import type { TimeRange } from '../measurement/time.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import type { Runtime } from '../runtime/runtimes.ts';
import type { Service } from '../service/service.ts';
import type { WorkloadMemory } from './workload-memory.ts';

/** What one sighting is of. */
export interface SightedRange {
  readonly service: Service;
  readonly range: TimeRange;
}

/** What a look wants of it: the memory of all pods always, and these quantities of one. */
export interface Wanted {
  /** Looked for in the metrics while it is unknown. */
  readonly runtime: Runtime;
  readonly pod: string | undefined;
  readonly needs: readonly Quantity[];
}

/** A service as its metrics show it. */
export interface Sighting {
  readonly observation: Observation;
  readonly memory: WorkloadMemory;
  /** Other names the chosen pod's process goes by: its `host:port`. */
  readonly addresses: readonly string[];
  /** Quantities that were asked for and that no metric has. */
  readonly missing: readonly Quantity[];
  /** What the source answered in part, or not at all. */
  readonly gaps: readonly Gap[];
  /** The metrics that the source did not answer for. */
  readonly unread: ReadonlySet<string>;
}
