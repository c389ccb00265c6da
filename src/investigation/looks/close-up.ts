import type { FindingKind } from '../../diagnosis/finding.ts';
import { chosenPod, type Observation } from '../../diagnosis/observation.ts';
import type { Question } from '../../evidence/asked-about.ts';
import { beforeKills } from '../../evidence/before-kills.ts';
import type { MetricsSource } from '../../evidence/ports.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import type { Drawing, Illustrator } from './illustrator.ts';

interface CloseUpMeans {
  readonly metrics: MetricsSource;
  readonly illustrator: Illustrator;
}

interface CauseSeen {
  /** The finding that is suggested, or made. */
  readonly kind: FindingKind | undefined;
  readonly observation: Observation;
  readonly question: Question;
}

/** The picture of a cause that has one of its own: a burst from near, memory against its traffic. */
export async function closeUpOf(
  { metrics, illustrator }: CloseUpMeans,
  { kind, observation, question }: CauseSeen,
): Promise<Drawing | undefined> {
  const pod = chosenPod(observation);
  if (pod === undefined || (kind !== 'burst' && kind !== 'load-driven')) return undefined;
  const service = question.service.workload.name;
  if (kind === 'load-driven') return illustrator.drawCause({ kind, service, observation });
  try {
    const kills = await beforeKills(metrics, question, pod);
    return await illustrator.drawCause({ kind, service, observation, kills });
  } catch (error) {
    // The verdict stands on the samples that were read before; only the view from near is missing.
    question.signal.throwIfAborted();
    if (!(error instanceof UnavailableError)) throw error;
    return undefined;
  }
}
