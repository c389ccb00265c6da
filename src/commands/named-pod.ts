import type { SightedService } from '../evidence/sighted-service.ts';
import { InvalidInputError, UnavailableError } from '../foundation/errors.ts';

/** More names than this are no help. */
const MOST_SHOWN = 10;

/**
 * That the service has a pod of this name in the window. Throws InvalidInputError with those that it has; where no
 * metric shows any, the investigation itself says why.
 */
export async function checkPodNamed(
  sighted: Pick<SightedService, 'see'>,
  { service, pod }: { readonly service: string; readonly pod: string },
  signal: AbortSignal,
): Promise<void> {
  const pods = await podsOf(sighted, signal);
  if (pods.length === 0 || pods.includes(pod)) return;
  const alike = pods.toSorted((a, b) => sharedStart(b, pod) - sharedStart(a, pod));
  const more = pods.length > MOST_SHOWN ? `, and ${pods.length - MOST_SHOWN} more` : '';
  throw new InvalidInputError(
    `${service} has no pod ${pod} in this window; it has ${alike.slice(0, MOST_SHOWN).join(', ')}${more}`,
  );
}

/** How many characters two names begin with alike: pods of one deploy stand together. */
function sharedStart(a: string, b: string): number {
  const differs = [...a].findIndex((character, i) => character !== b[i]);
  return differs === -1 ? a.length : differs;
}

async function podsOf(sighted: Pick<SightedService, 'see'>, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const { memory } = await sighted.see({ runtime: 'unknown', pod: undefined, needs: [] }, signal);
    return memory.pods.map(({ pod }) => pod);
  } catch (error) {
    if (error instanceof UnavailableError) return [];
    throw error;
  }
}
