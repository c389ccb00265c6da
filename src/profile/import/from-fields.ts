import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { emptyTableToken, Profile, type ProfileInput, StringTable } from 'pprof-format';

/** The fields of a pprof profile as they came in another encoding; what refers to a string is its index. */
export interface ProfileFields extends Omit<ProfileInput, 'stringTable'> {
  readonly stringTable: readonly string[];
}

/** Field `string_table` of message `Profile` (profile.proto). */
const STRING_TABLE = 6;

/**
 * The fields as a plain pprof profile. The strings are appended as they are: a table that pprof-format fills drops
 * repeated ones, after which the indices would name others.
 */
export function pprofFromFields({ stringTable, ...fields }: ProfileFields): Uint8Array {
  const writer = new BinaryWriter();
  for (const text of stringTable) writer.tag(STRING_TABLE, WireType.LengthDelimited).string(text);
  const rest = new Profile({ ...fields, stringTable: new StringTable(emptyTableToken) }).encode();
  return Buffer.concat([rest, writer.finish()]);
}
