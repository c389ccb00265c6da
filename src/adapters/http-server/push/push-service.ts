import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { InvalidInputError } from '../../../foundation/errors.ts';
import type { Labels } from '../../profile-server/labels.ts';
import type { Pushed } from './pushed.ts';

/**
 * Reads a `PushRequest` of Pyroscope's `push.v1.PusherService` (api/push/v1/push.proto 1.6), as Alloy sends it: series of labels, each
 * with profiles. Throws InvalidInputError for what is none.
 */
export function readPushRequest(body: Uint8Array): readonly Pushed[] {
  try {
    return messagesIn(body, 1).flatMap(readSeries);
  } catch (cause) {
    throw new InvalidInputError('the body is no PushRequest', { cause });
  }
}

function readSeries(series: Uint8Array): readonly Pushed[] {
  const labels = Object.fromEntries(messagesIn(series, 1).map(readLabel));
  return messagesIn(series, 2)
    .flatMap((sample) => messagesIn(sample, 1).slice(-1))
    .map((profile) => ({ labels, profile }));
}

function readLabel(label: Uint8Array): [keyof Labels, string] {
  const text = (field: number) => Buffer.from(messagesIn(label, field).at(-1) ?? []).toString('utf8');
  return [text(1), text(2)];
}

/** Everything that is length-delimited under a number of a message. */
function messagesIn(message: Uint8Array, wanted: number): readonly Uint8Array[] {
  const reader = new BinaryReader(message);
  const found: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const [field, wire] = reader.tag();
    if (field === wanted && wire === WireType.LengthDelimited) found.push(reader.bytes());
    else reader.skip(wire, field);
  }
  return found;
}
