import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { BinaryReader } from '@bufbuild/protobuf/wire';
import { UnavailableError } from '../../foundation/errors.ts';
import { pprofFromFields } from '../../profile/import/from-fields.ts';
import { type PyroscopeApi, UnimplementedError } from './api.ts';
import { pointsOf } from './points.ts';
import { mergedStacktracesSchema, profileSchema, type SnapshotId } from './schema.ts';
import { encodeProfileRequest, encodeStacktracesRequest, type ProfileRequest, pprofOfStacktraces } from './wire.ts';

/**
 * One profile as pprof bytes. The server has no call for that: it merges, that is, adds up all that match. So exactly
 * one must match: one series, two milliseconds around its time, and its id where the server knows ids (older ones
 * ignore it without a word). Throws UnavailableError when it is gone.
 */
export async function singleProfile(
  api: PyroscopeApi,
  { type, series, at, profile, step }: SnapshotId,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const time = profile === undefined ? await lastTimeIn(api, { type, series, at, step }, signal) : at;
  const profileIds = profile === undefined ? [] : [profile];
  const request = { type, series, start: time - 1, end: time + 1, profileIds };
  const bytes = (await fromStacktraces(api, request, signal)) ?? (await fromMergedProfile(api, request, signal));
  if (!hasSamples(bytes)) throw gone(api, series);
  // People take it away as a file: it comes plain, and several times larger.
  return compress(bytes, { level: 1 });
}

const compress = promisify(gzip);

/** Field `sample` of message `Profile` (profile.proto). */
const SAMPLE = 2;

/** Of a profile that is gone Pyroscope 1 sends nothing, Pyroscope 2 a profile without types and samples (26 bytes). */
function hasSamples(profile: Uint8Array): boolean {
  const reader = new BinaryReader(profile);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === SAMPLE) return true;
    reader.skip(wire, field);
  }
  return false;
}

/** Narrows a step to the last profile in it: asked by the millisecond, each profile is a point of its own. */
async function lastTimeIn(
  api: PyroscopeApi,
  { type, series, at, step = 0 }: SnapshotId,
  signal: AbortSignal | undefined,
): Promise<number> {
  const range = { from: at - step, to: at };
  const found = await pointsOf(api, { type, selector: series, range, step: 1, groupBy: [] }, signal);
  const times = found.flatMap(({ points }) => points.map(({ timestamp }) => timestamp));
  if (times.length === 0) throw gone(api, series);
  return Math.max(...times);
}

function gone(api: PyroscopeApi, series: string): UnavailableError {
  return new UnavailableError(`${api.name} no longer has this profile of ${series}: its retention may be over`, {
    retryable: false,
  });
}

/** Undefined where the server does not know the call, or not the format. */
async function fromStacktraces(
  api: PyroscopeApi,
  request: ProfileRequest,
  signal: AbortSignal | undefined,
): Promise<Uint8Array | undefined> {
  try {
    return await api.binary(
      {
        rpc: 'SelectMergeStacktraces',
        message: { ...messageOf(request), format: 'PROFILE_FORMAT_PPROF' },
        encoded: encodeStacktracesRequest(request),
        decode: pprofOfStacktraces,
        asked: `a profile of ${request.series}`,
        shape(data) {
          const fields = mergedStacktracesSchema.parse(data).pprof?.profile;
          return fields && pprofFromFields(fields);
        },
      },
      signal,
    );
  } catch (error) {
    if (error instanceof UnimplementedError) return undefined;
    throw error;
  }
}

function fromMergedProfile(
  api: PyroscopeApi,
  request: ProfileRequest,
  signal: AbortSignal | undefined,
): Promise<Uint8Array> {
  return api.binary(
    {
      rpc: 'SelectMergeProfile',
      message: messageOf(request),
      encoded: encodeProfileRequest(request),
      decode: (bytes) => bytes,
      asked: `a profile of ${request.series}`,
      shape(data) {
        const fields = profileSchema.parse(data);
        return fields.sampleType.length === 0 ? new Uint8Array() : pprofFromFields(fields);
      },
    },
    signal,
  );
}

function messageOf({ type, series, start, end, profileIds }: ProfileRequest) {
  return {
    profileTypeID: type,
    labelSelector: series,
    start,
    end,
    ...(profileIds.length === 0 ? {} : { profileIdSelector: profileIds }),
  };
}
