import type { TimeRange } from '../measurement/time.ts';
import type { Runtime } from '../runtime/runtimes.ts';
import type { Service } from '../service/service.ts';

/** What a look at the sources is about. */
export interface Question {
  readonly service: Service;
  /** Narrows the names to ask by; every runtime's when left out. */
  readonly runtime?: Runtime | undefined;
  readonly range: TimeRange;
  readonly signal: AbortSignal;
}
