import type { Profile } from '../../profile.ts';
import { AddressProfile } from './address-profile.ts';
import { LOCKING } from './dropped-frames.ts';
import { nameStack, readRemarks, withoutStart } from './go-comments.ts';
import { readMemoryMap } from './memory-map.ts';
import { addressesIn, figure, malformed, ofCall, saysNothing, TextLines } from './text-lines.ts';

const SAMPLE = /^(\d+) +(\d+) @([ x0-9a-f]*)$/;
const KNOWN = ['cycles/second', 'sampling period', 'ms since reset', 'discarded samples'];

/** `mutex?debug=1` and `block?debug=1` of Go, and tcmalloc's `contentionz`. Undefined for what is none. */
export function readContentionText(text: string, maxFrames: number): Profile | undefined {
  const lines = new TextLines(text);
  if (!/^--- (?:contentionz |mutex:|contention:)/.test(lines.current ?? '')) return undefined;
  lines.advance();
  const attributes = attributesIn(lines);
  if (attributes === undefined) return undefined;
  const period = attributes.get('sampling period') ?? 1;
  const hertz = attributes.get('cycles/second') ?? 0;
  const types = [
    { type: 'contentions', unit: 'count' },
    { type: 'delay', unit: 'nanoseconds' },
  ];
  const profile = new AddressProfile(types, maxFrames);
  while (lines.current !== undefined && !lines.current.startsWith('---')) {
    const line = lines.current.trim();
    if (saysNothing(line)) {
      lines.advance();
      continue;
    }
    const [, waited, times, addresses = ''] = SAMPLE.exec(line) ?? [];
    if (waited === undefined || times === undefined) malformed(line);
    const called = addressesIn(addresses).map(ofCall);
    const delay = period > 0 && hertz > 0 ? Math.trunc((figure(waited) * period) / (hertz / 1e9)) : figure(waited);
    const remarks = readRemarks(lines);
    const stack = withoutStart(called, remarks);
    profile.add({ stack, values: [figure(times) * (period > 0 ? period : 1), delay], labels: remarks.labels });
    nameStack(profile, stack, remarks);
  }
  lines.advance();
  return profile.finish(readMemoryMap(lines.rest()), LOCKING);
}

/** `name = value` before the samples; undefined where one is of another format, such as Java's. */
function attributesIn(lines: TextLines): ReadonlyMap<string, number> | undefined {
  const found = new Map<string, number>();
  for (let line = lines.current; line !== undefined && !line.startsWith('---'); line = lines.advance()) {
    const at = line.indexOf('=');
    if (saysNothing(line)) continue;
    if (at < 0) break;
    const name = line.slice(0, at).trim();
    if (!KNOWN.includes(name)) return undefined;
    found.set(name, figure(line.slice(at + 1).trim()));
  }
  return found;
}
