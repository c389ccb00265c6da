import type { Instant } from '../../foundation/clock.ts';
import { InvalidProfileError } from '../invalid-profile.ts';
import { damaged, type Long } from './cursor.ts';

/** The length of a header in versions 2.x, after which the first event stands (jfrChunkWriter.cpp of the JDK). */
export const HEADER_BYTES = 68;
const MAGIC = [0x46, 0x4c, 0x52, 0x00];

/** The bit of the header’s last byte that is set where integers are written in seven bits a byte. */
const COMPRESSED = 1;

/** One chunk of a recording: events of some time, and all that they refer to. */
export interface ChunkHeader {
  readonly size: number;
  /** Where the types of its events are described. */
  readonly metadata: number;
  readonly end: Instant;
  /** The moment of a count of ticks. */
  readonly timeOf: (ticks: Long) => Instant;
}

/** Whether bytes begin as a recording of JDK Flight Recorder does. */
export function isRecording(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, at) => bytes[at] === byte);
}

/** The header at the beginning of a chunk (share/jfr/recorder/repository/jfrChunkWriter.cpp of the JDK writes it). */
export function readChunkHeader(bytes: Uint8Array): ChunkHeader {
  if (bytes.length < HEADER_BYTES || !isRecording(bytes)) throw damaged();
  const view = new DataView(bytes.buffer, bytes.byteOffset, HEADER_BYTES);
  const major = view.getUint16(4);
  if (major !== 2) {
    throw new InvalidProfileError(
      `a recording of JDK Flight Recorder in version ${major} of its format: versions 2.x are read, which JDK 11 and later write`,
    );
  }
  const long = (at: number) => Number(view.getBigInt64(at));
  const [size, metadata] = [long(8), long(24)];
  if (size === 0 || metadata === 0) {
    throw new InvalidProfileError(
      'the recording of JDK Flight Recorder is still being written: take a copy with `jcmd PID JFR.dump`',
    );
  }
  if (size < HEADER_BYTES || size > bytes.length || metadata < HEADER_BYTES || metadata >= size) throw damaged();
  if ((view.getUint8(67) & COMPRESSED) === 0) {
    throw new InvalidProfileError(
      'a recording of JDK Flight Recorder with uncompressed integers (-XX:FlightRecorderOptions=compressedintegers=false): record it without this option',
    );
  }
  const [startNanos, duration, startTicks, frequency] = [long(32), long(40), long(48), long(56)];
  if (frequency <= 0) throw damaged();
  return {
    size,
    metadata,
    end: Math.floor((startNanos + duration) / 1e6),
    timeOf: (ticks) => Math.floor(startNanos / 1e6 + ((Number(ticks) - startTicks) / frequency) * 1000),
  };
}
