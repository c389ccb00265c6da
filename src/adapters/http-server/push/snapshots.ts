import type { NewSnapshot } from '../../../collection/snapshot-store.ts';
import type { Instant } from '../../../foundation/clock.ts';
import { InvalidInputError } from '../../../foundation/errors.ts';
import { type Bytes, MiB } from '../../../measurement/bytes.ts';
import { HOUR, MINUTE, type Milliseconds } from '../../../measurement/duration.ts';
import { isGzip } from '../../../profile/import/gunzip.ts';
import { type ProfileHead, readHead } from '../../../profile/import/head.ts';
import { PROFILE_KINDS, type ProfileKind } from '../../../profile/kind.ts';
import { type Labels, PROCESS_LABELS, processOf } from '../../profile-server/labels.ts';
import { SAMPLE_TYPES } from '../../profile-server/profile-type.ts';
import type { Pushed } from './pushed.ts';
import { unzipped } from './unzipped.ts';

/** What one pushed profile is unpacked to at most: ten times the heap profile of a large Go service. */
const MOST_UNPACKED: Bytes = 64 * MiB;

/** An agent that could not reach Leakbot sends what it kept: so old it may be. */
const LATE_BY: Milliseconds = HOUR;
/** The clock of an agent that is further ahead than this is wrong. */
const AHEAD_BY: Milliseconds = 5 * MINUTE;

/**
 * What is to be kept of a pushed profile; undefined for a kind that is never compared (CPU, locks). Throws
 * InvalidInputError for one that names no process, and InvalidProfileError for what is no pprof.
 */
export async function snapshotOf({ labels, time, profile }: Pushed, now: Instant): Promise<NewSnapshot | undefined> {
  const head = readHead(isGzip(profile) ? await unzipped(profile, MOST_UNPACKED) : profile);
  const kind = kindOf(head);
  if (kind === undefined) return undefined;
  const { pod, address } = processOf(labels);
  const instance = address ?? pod;
  if (instance === undefined) throw new InvalidInputError(nameless(labels));
  return { instance, pod, kind, time: believable(time ?? head.time, now), profile };
}

function kindOf({ sampleTypes }: ProfileHead): ProfileKind | undefined {
  // The Go SDK's own goroutine profile counts `goroutine` too, under the name `goroutines`.
  return PROFILE_KINDS.find((kind) => sampleTypes.some(({ type }) => SAMPLE_TYPES[kind].includes(type)));
}

function believable(time: Instant | undefined, now: Instant): Instant {
  return time !== undefined && time > now - LATE_BY && time < now + AHEAD_BY ? Math.min(time, now) : now;
}

function nameless({ service_name: service = 'a service' }: Labels): string {
  return `a profile of ${service} does not say which pod it is of: give it a label, one of ${PROCESS_LABELS.join(', ')} (in Go: Tags: map[string]string{"pod": os.Getenv("HOSTNAME")})`;
}
