import type { Profile } from '../../profile.ts';
import { AddressProfile } from './address-profile.ts';
import { NOTHING_DROPPED } from './dropped-frames.ts';
import { nameStack, readRemarks, withoutStart } from './go-comments.ts';
import { isMemoryMapMark, readMemoryMap } from './memory-map.ts';
import { addressesIn, figure, malformed, ofCall, saysNothing, TextLines } from './text-lines.ts';

const HEADER = /^(\S+) profile: total \d+$/;
const SAMPLE = /^(\d+) @((?: 0x[0-9a-f]+)+)$/;
/** Goroutines that have no frames yet. */
const WITHOUT_FRAMES = /^(\d+) @$/;

/** `goroutine?debug=1`, `threadcreate?debug=1`: how many have each stack. Undefined for what is none. */
export function readCountText(text: string, maxFrames: number): Profile | undefined {
  const lines = new TextLines(text);
  while (lines.current !== undefined && saysNothing(lines.current)) lines.advance();
  const [, type] = HEADER.exec(lines.current ?? '') ?? [];
  if (type === undefined) return undefined;
  const profile = new AddressProfile([{ type, unit: 'count' }], maxFrames);
  lines.advance();
  while (lines.current !== undefined && !lines.current.startsWith('---')) {
    const line = lines.current;
    if (saysNothing(line)) {
      lines.advance();
      continue;
    }
    const [, count, addresses = ''] = SAMPLE.exec(line) ?? WITHOUT_FRAMES.exec(line) ?? [];
    if (count === undefined) malformed(line);
    const called = addressesIn(addresses).map(ofCall);
    const remarks = readRemarks(lines);
    const stack = withoutStart(called, remarks);
    profile.add({ stack, values: [figure(count)], labels: remarks.labels });
    nameStack(profile, stack, remarks);
  }
  while (lines.current !== undefined && !isMemoryMapMark(lines.current)) lines.advance();
  return profile.finish(readMemoryMap(lines.rest()), NOTHING_DROPPED);
}
