import type { FindingKind } from '../../diagnosis/finding.ts';
import { chosenPod, type Observation } from '../../diagnosis/observation.ts';
import type { SightedService } from '../../evidence/sighted-service.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import type { Service } from '../../service/service.ts';
import type { Drawing, Illustrator } from './illustrator.ts';

interface CauseSeen {
  /** The finding that is suggested, or made. */
  readonly kind: FindingKind | undefined;
  readonly service: Service;
  readonly observation: Observation;
  readonly sighted: SightedService;
  readonly signal: AbortSignal;
}

/** The picture of a cause that has one of its own: a burst from near, memory against its traffic. */
export async function closeUpOf(
  illustrator: Illustrator,
  { kind, service, observation, sighted, signal }: CauseSeen,
): Promise<Drawing | undefined> {
  const pod = chosenPod(observation);
  if (pod === undefined || (kind !== 'burst' && kind !== 'load-driven')) return undefined;
  const scene = { service: service.workload.name, observation };
  if (kind === 'load-driven') return illustrator.drawCause({ ...scene, kind });
  try {
    return await illustrator.drawCause({ ...scene, kind, kills: await sighted.killsOf(pod, signal) });
  } catch (error) {
    // The verdict stands on the samples that were read before; only the view from near is missing.
    signal.throwIfAborted();
    if (!(error instanceof UnavailableError)) throw error;
    return undefined;
  }
}
