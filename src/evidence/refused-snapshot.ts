import type { Gap } from '../diagnosis/finding.ts';
import { explain, LeakbotError, UnavailableError } from '../foundation/errors.ts';
import { formatClock, formatClocks } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { ComparisonWanted } from '../playbook/step.ts';
import type { Comparison } from '../profile/comparison.ts';
import { InvalidProfileError, MissingSampleTypeError } from '../profile/invalid-profile.ts';
import type { ComparisonPair } from './comparison-pair.ts';
import { type HeldBy, notOfThisProcess } from './held-at.ts';
import type { ProfileSource, Snapshot } from './ports.ts';

/** A snapshot that cannot be compared with any: it is broken, deleted, of another kind or of another process. */
export class RefusedSnapshotError extends LeakbotError {
  readonly code = 'refused-snapshot';
  readonly snapshot: Snapshot;
  /** What it is of, where no one promised that every profile has it: a recording without the event that is compared. */
  readonly lacksType: boolean;
  /** The one that it is a copy of, where it is none of its own. */
  readonly copyOf: Snapshot | undefined;

  constructor(
    snapshot: Snapshot,
    reason: string,
    { lacksType = false, copyOf }: { readonly lacksType?: boolean; readonly copyOf?: Snapshot } = {},
  ) {
    super(reason);
    this.snapshot = snapshot;
    this.lacksType = lacksType;
    this.copyOf = copyOf;
  }
}

/**
 * Throws RefusedSnapshotError where both sides are the same bytes: what serves profiles served a kept one again, which is
 * no second measurement, and no proof that nothing grew meanwhile.
 */
export function refuseCopies({ base, current }: ComparisonPair, before: Uint8Array, after: Uint8Array): void {
  if (Buffer.compare(before, after) !== 0) return;
  const [time] = formatClocks(base.time, current.time);
  throw new RefusedSnapshotError(
    current,
    `it is, byte for byte, the one from ${time} UTC served again, and no second measurement`,
    { copyOf: base },
  );
}

/** Those that may still be compared: of copies only the first, and a measurement does not come back once another followed. */
export function withoutRefused(
  among: readonly Snapshot[],
  { snapshot, copyOf }: RefusedSnapshotError,
): readonly Snapshot[] {
  if (copyOf === undefined) return among.filter((each) => each !== snapshot);
  const { source, instance } = snapshot;
  const isCopy = (each: Snapshot) =>
    each.source === source && each.instance === instance && each.time > copyOf.time && each.time <= snapshot.time;
  return among.filter((each) => each !== snapshot && !isCopy(each));
}

/** Throws RefusedSnapshotError for one that will never be there, UnavailableError where the source may answer later. */
export async function readOne(profiles: ProfileSource, snapshot: Snapshot, signal: AbortSignal): Promise<Uint8Array> {
  try {
    return await profiles.read(snapshot, signal);
  } catch (error) {
    if (signal.aborted || !(error instanceof UnavailableError) || error.retryable) throw error;
    throw new RefusedSnapshotError(snapshot, explain(error));
  }
}

/** What the comparison says of one of the two; undefined for what is wrong with neither. */
export function refusedSide(error: unknown, pair: ComparisonPair): RefusedSnapshotError | undefined {
  const isAbout = error instanceof InvalidProfileError || error instanceof MissingSampleTypeError;
  if (!isAbout || error.faulty === undefined) return undefined;
  const lacksType = error instanceof MissingSampleTypeError;
  return new RefusedSnapshotError(pair[error.faulty.side], error.faulty.reason, { lacksType });
}

/** Sample types that count bytes which the process holds: no more than its memory. */
const LIVE_BYTES: ReadonlySet<string> = new Set(['inuse_space', 'space', 'live_space', 'class_bytes']);

/** Throws RefusedSnapshotError where a side is of another process: its heap is far above what this one held. */
export function refuseOthers(pair: ComparisonPair, { sampleType, unit, ...sides }: Comparison, held: HeldBy): void {
  if (unit !== 'bytes' || !LIVE_BYTES.has(sampleType)) return;
  for (const side of ['current', 'base'] as const) {
    const reason = notOfThisProcess(sides[side].total, pair[side].time, held);
    if (reason !== undefined) throw new RefusedSnapshotError(pair[side], reason);
  }
}

export function ofTwoPrograms(
  { base, current }: ComparisonPair,
  [before, after]: readonly [string, string],
  { pod }: PodMemory,
): Gap {
  return {
    about: 'profiles',
    missing: `The profiles of ${pod} are of two programs: ${described(base)} is of ${before}, ${described(current)} of ${after}.`,
    fix: `Let what writes the profiles name each after the pod and the program that it is of: nothing is concluded from these.`,
  };
}

const SERVED_AGAIN =
  'What serves the profiles measures seldom, or no more: the endpoint for the JVM takes no class histogram from 90 % of the limit on.';

/** A profile that was not compared, beside a comparison of others. */
export function leftOutGap(
  { snapshot, message, copyOf }: RefusedSnapshotError,
  { pod: { pod }, wanted }: { readonly pod: PodMemory; readonly wanted: ComparisonWanted },
  { lifetime }: ComparisonPair,
): Gap {
  const earlier = lifetime.to < snapshot.time && lifetime.end !== 'running';
  const compared = earlier ? 'Those of an earlier container run were compared' : 'The nearest others were compared';
  return {
    missing: `${capital(described(snapshot))} is not used as a ${wanted.profile} profile of ${pod}: ${message}.`,
    fix: `${compared}. ${copyOf === undefined ? 'Correct what wrote it.' : SERVED_AGAIN}`,
  };
}

/** Where no two are left; undefined where none was refused. */
export function noneLeft(
  refused: readonly RefusedSnapshotError[],
  { pod, wanted }: { readonly pod: PodMemory; readonly wanted: ComparisonWanted },
): Gap | undefined {
  const [first] = refused;
  if (first === undefined) return undefined;
  if (wanted.byHand !== undefined && refused.every(({ lacksType }) => lacksType)) {
    const types = wanted.sampleTypes.join(' or ');
    return { about: 'comparison', missing: `The profiles of ${pod.pod} have no ${types}.`, fix: wanted.byHand };
  }
  const each = refused.map(({ snapshot, message }) => `${described(snapshot)}: ${message}`);
  return {
    about: 'profiles',
    missing: `No two ${wanted.profile} profiles of ${pod.pod} can be compared. Not used: ${each.join('; ')}.`,
    fix: `Correct what wrote ${refused.length === 1 ? 'it' : 'them'}, or take new profiles.`,
  };
}

function described({ path, time, source }: Snapshot): string {
  return path === undefined
    ? `the profile of ${formatClock(time)} UTC (${source})`
    : `the file ${path} of ${formatClock(time)} UTC`;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
