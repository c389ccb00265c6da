import type { Examination } from '../../collection/examination.ts';
import type { VisitFailure } from '../../collection/fault.ts';
import { namesOf, type Target } from '../../collection/target.ts';
import { examined, type Watch } from '../../collection/watch.ts';
import type { TestimonyKind } from '../../evidence/snapshot.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { Means } from './capture.ts';

interface Wanted {
  readonly wanted: Examination;
  readonly watch: Watch;
  readonly processStart: Instant | undefined;
  readonly signal: AbortSignal | undefined;
}

/**
 * Asks a runtime about its goroutines, stores what it says, and gives the watch that remembers the answer. Not to serve
 * it is no fault: few processes do yet. The text comes first, because goroutines that were found leaked are shown without
 * their wait time from then on.
 */
export async function examine(
  { stores, endpoint, clock }: Omit<Means, 'notes'>,
  target: Target,
  { wanted, watch, processStart, signal }: Wanted,
): Promise<Watch> {
  const [pod] = namesOf(target);
  let serves = watch.servesLeaks;
  async function hear(kind: TestimonyKind): Promise<VisitFailure | undefined> {
    const heard = await endpoint.testimony(target, kind, signal);
    if (heard.kind !== 'got') return heard;
    const { instance } = target;
    await stores.snapshots.addSnapshot({ instance, pod, kind, time: clock.now(), processStart, profile: heard.value });
    return undefined;
  }
  const unheard = wanted.text ? await hear('goroutine-text') : undefined;
  // What hangs for one hangs for the other: do not wait twice.
  const hangs = unheard?.kind === 'timeout' || unheard?.kind === 'unreachable';
  if (wanted.leaks && !hangs) {
    const failure = await hear('goroutineleak');
    if (failure === undefined) serves = true;
    else if (isAbsence(failure)) serves = false;
  }
  return wanted.text || wanted.leaks ? examined(watch, clock.now(), serves) : watch;
}

/** An answer that will be the same until the process is another: asked once, and not again. */
function isAbsence(failure: VisitFailure): boolean {
  return (
    failure.kind === 'unreadable' ||
    failure.kind === 'redirected' ||
    (failure.kind === 'refused' && failure.status < 500 && failure.status !== 429)
  );
}
