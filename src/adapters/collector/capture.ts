import type { Fault } from '../../collection/fault.ts';
import type { SnapshotStore } from '../../collection/snapshot-store.ts';
import { namesOf, type Target } from '../../collection/target.ts';
import type { CapturedProfile } from '../../evidence/capture-outcome.ts';
import type { Clock, Instant } from '../../foundation/clock.ts';
import { PROFILE_KINDS } from '../../profile/kind.ts';
import type { ProcessEndpoint } from '../pprof-endpoint/process-endpoint.ts';
import type { HealthNotes } from './health-notes.ts';

export interface CaptureRequest {
  /** Let the process collect garbage first. */
  readonly gc: boolean;
  /** Go on although the process stands at its limit and the snapshot may kill it. */
  readonly evenAtLimit?: boolean | undefined;
}

/** What came of asking a process for snapshots. */
export type Capture =
  | {
      readonly kind: 'captured';
      readonly snapshots: readonly (CapturedProfile & { readonly id: number })[];
      /** Of the kinds that could not be read. */
      readonly faults: readonly Fault[];
    }
  | { readonly kind: 'failed'; readonly faults: readonly Fault[] }
  /** Nothing was tried at this share of the limit: what a profile costs may kill the process now. Ask a person, then try `evenAtLimit`. */
  | { readonly kind: 'at-limit'; readonly share: number };

/** What came of an attempt that was made. */
export type Taken = Exclude<Capture, { kind: 'at-limit' }>;

export interface Means {
  readonly stores: { readonly snapshots: SnapshotStore };
  readonly endpoint: ProcessEndpoint;
  readonly notes: HealthNotes;
  readonly clock: Clock;
}

/** Takes a snapshot of each kind, one after the other, and stores what comes. */
export async function takeSnapshots(
  { stores, endpoint, notes, clock }: Means,
  target: Target,
  options: {
    readonly processStart: Instant | undefined;
    readonly gc: boolean;
    /** The memory of the process as a share of its limit, where known. */
    readonly share?: number | undefined;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<Taken> {
  const { processStart, gc, share, signal } = options;
  const [pod] = namesOf(target);
  const snapshots: (CapturedProfile & { id: number })[] = [];
  const faults: Fault[] = [];
  for (const kind of PROFILE_KINDS) {
    const profile = await endpoint.profile(target, { kind, gc, share }, signal);
    const time = clock.now();
    if (profile.kind !== 'got') {
      faults.push(notes.failed(target, kind, { time, failure: profile }));
      // What hangs for one kind hangs for the other: do not wait twice.
      if (profile.kind === 'timeout' || profile.kind === 'unreachable') break;
      continue;
    }
    notes.succeeded(target, kind, time);
    const { instance } = target;
    const forced = gc && kind === 'heap';
    const snapshot = { instance, pod, kind, time, processStart, forced, profile: profile.value };
    const bytes = profile.value.byteLength;
    snapshots.push({ kind, id: await stores.snapshots.addSnapshot(snapshot), time, bytes });
  }
  return snapshots.length > 0 ? { kind: 'captured', snapshots, faults } : { kind: 'failed', faults };
}
