import { namesOf, type Target } from '../../collection/target.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { Means } from './capture.ts';

/** Asks a JVM for its class histogram and stores it. That it has none is a fault: someone asked for it. */
export async function takeHistogram(
  { stores, endpoint, notes, clock }: Means,
  target: Target,
  { processStart, signal }: { readonly processStart: Instant | undefined; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const kind = 'histogram';
  const taken = await endpoint.profile(target, { kind, gc: false }, signal);
  const time = clock.now();
  if (taken.kind !== 'got') {
    notes.failed(target, kind, { time, failure: taken });
    return;
  }
  notes.succeeded(target, kind, time);
  const [pod] = namesOf(target);
  const { instance } = target;
  await stores.snapshots.addSnapshot({ instance, pod, kind, time, processStart, forced: true, profile: taken.value });
}
