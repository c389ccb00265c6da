import { containerToLookAt } from '../../../diagnosis/containers.ts';
import type { SightedService } from '../../../evidence/sighted-service.ts';
import type { Sightings } from '../../../evidence/sightings.ts';
import { InternalError } from '../../../foundation/errors.ts';
import { inContainer } from '../../../service/containers.ts';
import type { Runtime, Service } from '../../../service/service.ts';
import type { Investigation } from '../../state/investigation.ts';

interface Looked {
  readonly service: Service;
  readonly runtime: Runtime;
  readonly sighted: SightedService;
}

interface Asked {
  readonly investigation: Investigation;
  /** Whether it is asked which pod is in trouble: then it is seen which container is, too. */
  readonly isFirst: boolean;
  readonly signal: AbortSignal;
}

/**
 * The container that is looked at: where only the workload was named, the one that needs it. Its runtime is another's
 * for all that is known.
 */
export async function containerOf(
  sightings: Sightings,
  { investigation: { service, runtime, range, anyContainer, id }, isFirst, signal }: Asked,
): Promise<Looked> {
  if (service === undefined) throw new InternalError(`investigation ${id} has no service`);
  const sighted = sightings.of({ service, range });
  const named = { service, runtime, sighted };
  if (anyContainer !== true || !isFirst) return named;
  // In most pods it is the named one, or the only one.
  sighted.begin(signal);
  const worst = containerToLookAt(await sighted.containers(signal), ownContainer(service));
  if (worst === undefined || worst === service.workload.container) return named;
  const other = inContainer(service, worst);
  return { service: other, runtime: 'unknown', sighted: sightings.of({ service: other, range }, sighted) };
}

/** The container that a workload is known by: the one that the settings name, or that has its name; not one of several that were discovered. */
function ownContainer({ listed, workload: { name, container } }: Service): string | undefined {
  return listed === true || container === name ? container : undefined;
}
