import type { Profile } from '../../profile.ts';
import { AddressProfile } from './address-profile.ts';
import { NOTHING_DROPPED } from './dropped-frames.ts';
import { nameJavaLocations } from './java-text.ts';
import { readMemoryMap } from './memory-map.ts';
import { withoutRepeatedLeaf } from './repeated-leaf.ts';
import { ofCall, TextLines } from './text-lines.ts';

/** Reads the word at an offset; undefined behind the end. */
type Word = (at: number) => bigint | undefined;

/** Words before the first sample. */
const HEADER_WORDS = 5;

interface CpuSample {
  stack: readonly bigint[];
  readonly count: number;
}

/**
 * The processor profiles of gperftools, and of Java agents that write alike: words of the machine, 0 3 0 PERIOD 0 (0 3 1 …
 * for Java), then a count, a depth and the addresses of each stack, 0 1 0 at the end, and a memory map or names as text.
 * Undefined for what is none.
 */
export function readCpuWords(bytes: Uint8Array, maxFrames: number): Profile | undefined {
  for (const size of [4, 8]) {
    for (const littleEndian of [true, false]) {
      const word = wordsOf(bytes, size, littleEndian);
      const [zero, three, java, period, padding] = Array.from({ length: HEADER_WORDS }, (_, index) =>
        word(index * size),
      );
      if (zero !== 0n || three !== 3n || padding !== 0n || period === undefined || period === 0n) continue;
      if (java === 0n || java === 1n) return readWords({ bytes, word, size, period, java: java === 1n }, maxFrames);
    }
  }
  return undefined;
}

function wordsOf(bytes: Uint8Array, size: number, littleEndian: boolean): Word {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (at) => {
    if (at + size > bytes.length) return undefined;
    return size === 4 ? BigInt(view.getUint32(at, littleEndian)) : view.getBigUint64(at, littleEndian);
  };
}

interface Words {
  readonly bytes: Uint8Array;
  readonly word: Word;
  readonly size: number;
  /** Microseconds. */
  readonly period: bigint;
  readonly java: boolean;
}

function readWords({ bytes, word, size, period, java }: Words, maxFrames: number): Profile | undefined {
  const samples: CpuSample[] = [];
  let at = HEADER_WORDS * size;
  while (at < bytes.length) {
    const [count, depth] = [word(at), word(at + size)];
    at += 2 * size;
    if (count === undefined || depth === undefined || depth > BigInt(Math.floor((bytes.length - at) / size)))
      return undefined;
    const stack = Array.from({ length: Number(depth) }, (_, index) => word(at + index * size) ?? 0n);
    at += stack.length * size;
    if (count === 0n && stack.length === 1 && stack[0] === 0n) break;
    samples.push({
      count: Number(count),
      stack: java ? stack : stack.map((each, index) => (index === 0 ? each : ofCall(each))),
    });
  }
  if (!java) stripSignalFrames(samples);
  const types = [
    { type: 'samples', unit: 'count' },
    { type: 'cpu', unit: 'nanoseconds' },
  ];
  const profile = new AddressProfile(types, maxFrames);
  const nanoseconds = Number(period) * 1000;
  for (const { stack, count } of samples) {
    profile.add({ stack: java ? stack : withoutRepeatedLeaf(stack), values: [count, count * nanoseconds] });
  }
  const lines = new TextLines(new TextDecoder().decode(bytes.subarray(at)));
  if (java) nameJavaLocations(profile, lines.rest());
  return profile.finish(java ? [] : readMemoryMap(lines.rest()), NOTHING_DROPPED);
}

/** How many samples may differ for one that reveals the frame of a signal handler. */
const ALIKE = 32;
/** Frames of the signal handler that may lie on a stack. */
const MOST_HANDLERS = 2;

/** A second frame that nearly all samples share was put there by the signal handler. */
function stripSignalFrames(samples: CpuSample[]): void {
  const margin = Math.floor(samples.length / ALIKE);
  for (let round = 0; round < MOST_HANDLERS; round += 1) {
    const seconds = Map.groupBy(samples, ({ stack }) => stack[1]);
    for (const [address, alike] of seconds) {
      if (address === undefined || alike.length < samples.length - margin) continue;
      for (const sample of alike) sample.stack = [sample.stack[0] ?? 0n, ...sample.stack.slice(2)];
      break;
    }
  }
}
