import type { Instant } from '../../foundation/clock.ts';
import { type Baseline, GIVE_UP_AFTER } from './fix.ts';
import { type Conclusion, currentConclusion, type Investigation } from './investigation.ts';

/** A report whose leak is looked for again after a deploy. */
export type AwaitingConclusion = Conclusion & { readonly baseline: Baseline };

/** The report that waits for a deploy that fixes it; undefined when none does, or no one waits any longer. */
export function awaitsDeploy(investigation: Investigation, now: Instant): AwaitingConclusion | undefined {
  const conclusion = currentConclusion(investigation);
  if (investigation.status !== 'concluded' || conclusion?.baseline === undefined) return undefined;
  const { baseline, fix, at } = conclusion;
  return fix?.kind === 'fixed' || now - at > GIVE_UP_AFTER ? undefined : { ...conclusion, baseline };
}
