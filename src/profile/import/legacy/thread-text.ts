import type { Profile } from '../../profile.ts';
import { AddressProfile } from './address-profile.ts';
import { NOTHING_DROPPED } from './dropped-frames.ts';
import { isMemoryMapMark, readMemoryMap } from './memory-map.ts';
import { withoutRepeatedLeaf } from './repeated-leaf.ts';
import { addressesIn, malformed, ofCall, saysNothing, TextLines } from './text-lines.ts';

const START = /--- threadz \d+ ---/;
const THREAD = /--- Thread [0-9a-f]+ \(name: .*\/\d+\) stack: ---/i;

/** `threadz`, where the threads of a C++ program stand. Undefined for what is none. */
export function readThreadText(text: string, maxFrames: number): Profile | undefined {
  const lines = new TextLines(text);
  while (lines.current !== undefined && saysNothing(lines.current)) lines.advance();
  if (START.test(lines.current ?? '')) {
    while (lines.advance() !== undefined) if (isMemoryMapMark(lines.current ?? '') || isMark(lines)) break;
  } else if (!THREAD.test(lines.current ?? '')) return undefined;

  const threads: { stack: bigint[]; count: number }[] = [];
  while (lines.current !== undefined && !isMemoryMapMark(lines.current)) {
    if (lines.current.startsWith('---- no stack trace for')) break;
    if (!THREAD.test(lines.current)) malformed(lines.current);
    const { addresses, repeats } = readThread(lines);
    const last = threads.at(-1);
    if (!repeats && addresses.length > 0) {
      threads.push({ stack: addresses.map((address, at) => (at === 0 ? address : ofCall(address))), count: 1 });
    } else if (last !== undefined) last.count += 1;
  }
  while (lines.current !== undefined && !isMemoryMapMark(lines.current)) lines.advance();
  const profile = new AddressProfile([{ type: 'thread', unit: 'count' }], maxFrames);
  for (const { stack, count } of threads) profile.add({ stack: withoutRepeatedLeaf(stack), values: [count] });
  return profile.finish(readMemoryMap(lines.rest()), NOTHING_DROPPED);
}

function isMark({ current }: TextLines): boolean {
  return current?.startsWith('-') === true;
}

/** Up to the line of the next thread; a thread may stand where the one before it does. */
function readThread(lines: TextLines): { addresses: bigint[]; repeats: boolean } {
  const addresses: bigint[] = [];
  let repeats = false;
  for (let line = lines.advance(); line !== undefined && !line.trimStart().startsWith('---'); line = lines.advance()) {
    if (line.includes('same as previous thread')) repeats = true;
    else addresses.push(...addressesIn(line));
  }
  return { addresses, repeats };
}
