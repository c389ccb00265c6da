import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { InternalError } from '../../foundation/errors.ts';
import type { Track } from '../../metrics/series.ts';

/**
 * A run of samples of one series in few bytes: times as the change of their distance, whole numbers as differences,
 * both as variable-length integers, then deflated. A minute's sample of a memory metric takes about two bytes so,
 * where a table row takes over twenty.
 */
export function encodeBlock(track: Track): Uint8Array {
  const whole = track.values.every((value) => Number.isInteger(value) && Math.abs(value) <= MOST_WHOLE);
  const bytes: number[] = [];
  writeInteger(bytes, track.times.length);
  writeAll(bytes, distances(distances(track.times)));
  if (whole) writeAll(bytes, distances(track.values));
  const floats = whole ? new Uint8Array(0) : new Uint8Array(Float64Array.from(track.values).buffer);
  const packed = deflateRawSync(Buffer.concat([Buffer.from(bytes), floats]));
  return Buffer.concat([Buffer.of(whole ? WHOLE : FLOATS), packed]);
}

/** Reads what {@link encodeBlock} wrote. */
export function decodeBlock(block: Uint8Array): Track {
  const whole = block[0] === WHOLE;
  const bytes = inflateRawSync(block.subarray(1));
  const reader = { bytes, at: 0 };
  const length = readInteger(reader);
  const times = summed(summed(readAll(reader, length)));
  if (whole) return { times, values: summed(readAll(reader, length)) };
  const values = new Float64Array(length);
  for (let i = 0; i < length; i += 1) values[i] = bytes.readDoubleLE(reader.at + 8 * i);
  return { times, values };
}

/** First byte of a block whose values are whole numbers. */
const WHOLE = 1;
/** First byte of a block whose values are doubles. */
const FLOATS = 2;

/** Differences of numbers up to this, doubled for their sign, are still exact. */
const MOST_WHOLE = 2 ** 50;

function distances(numbers: ArrayLike<number>): number[] {
  return Array.from(numbers, (number, i) => (i === 0 ? number : number - (numbers[i - 1] ?? 0)));
}

/** Each number becomes the sum of those before it and itself; in place. */
function summed(differences: Float64Array): Float64Array {
  let sum = 0;
  for (let i = 0; i < differences.length; i += 1) {
    sum += differences[i] ?? 0;
    differences[i] = sum;
  }
  return differences;
}

function writeAll(bytes: number[], numbers: readonly number[]): void {
  for (const number of numbers) writeInteger(bytes, number < 0 ? -2 * number - 1 : 2 * number);
}

/** Seven bits a byte, lowest first; arithmetic because bit operators end at 32 bits. */
function writeInteger(bytes: number[], number: number): void {
  let rest = number;
  while (rest >= 128) {
    bytes.push((rest % 128) + 128);
    rest = Math.floor(rest / 128);
  }
  bytes.push(rest);
}

interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

function readAll(reader: Reader, length: number): Float64Array {
  const all = new Float64Array(length);
  for (let i = 0; i < length; i += 1) {
    const number = readInteger(reader);
    all[i] = number % 2 === 1 ? -(number + 1) / 2 : number / 2;
  }
  return all;
}

function readInteger(reader: Reader): number {
  let number = 0;
  for (let factor = 1; ; factor *= 128) {
    const byte = reader.bytes[reader.at];
    if (byte === undefined) throw new InternalError('a block of samples ends in the middle of a number');
    reader.at += 1;
    number += (byte % 128) * factor;
    if (byte < 128) return number;
  }
}
