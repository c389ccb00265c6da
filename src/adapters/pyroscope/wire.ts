import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';

/** One profile of one series: what is asked of `SelectMergeStacktraces` and `SelectMergeProfile`. */
export interface ProfileRequest {
  readonly type: string;
  readonly series: string;
  readonly start: number;
  readonly end: number;
  readonly profileIds: readonly string[];
}

/** `PROFILE_FORMAT_PPROF` of enum `ProfileFormat` (api/querier/v1/querier.proto). */
const PROFILE_FORMAT_PPROF = 4;

/** As message `SelectMergeStacktracesRequest` (api/querier/v1/querier.proto). */
export function encodeStacktracesRequest(request: ProfileRequest): Uint8Array {
  const writer = start(request).tag(6, WireType.Varint).int32(PROFILE_FORMAT_PPROF);
  for (const id of request.profileIds) writer.tag(8, WireType.LengthDelimited).string(id);
  return writer.finish();
}

/** As message `SelectMergeProfileRequest`. */
export function encodeProfileRequest(request: ProfileRequest): Uint8Array {
  const writer = start(request);
  for (const id of request.profileIds) writer.tag(7, WireType.LengthDelimited).string(id);
  return writer.finish();
}

function start({ type, series, start, end }: ProfileRequest): BinaryWriter {
  return new BinaryWriter()
    .tag(1, WireType.LengthDelimited)
    .string(type)
    .tag(2, WireType.LengthDelimited)
    .string(series)
    .tag(3, WireType.Varint)
    .int64(start)
    .tag(4, WireType.Varint)
    .int64(end);
}

/** The pprof profile in a `SelectMergeStacktracesResponse`; undefined where the server answered in another format. */
export function pprofOfStacktraces(bytes: Uint8Array): Uint8Array | undefined {
  const pprof = fieldOf(bytes, 5);
  return pprof && fieldOf(pprof, 1);
}

function fieldOf(message: Uint8Array, wanted: number): Uint8Array | undefined {
  const reader = new BinaryReader(message);
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === wanted && wire === WireType.LengthDelimited) return reader.bytes();
    reader.skip(wire, field);
  }
  return undefined;
}
