import type { Profile } from '../../profile.ts';
import { AddressProfile, type NamedFrame } from './address-profile.ts';
import { ALLOCATORS, LOCKING } from './dropped-frames.ts';
import { unsampled } from './heap-sampling.ts';
import { addressesIn, figure, malformed, TextLines } from './text-lines.ts';

const ATTRIBUTE = /([\w ]+)=([\w ]+)/;
const SAMPLE = /^ *(\d+) +(\d+) +@ +([ x0-9a-f]*)$/;
const NAMED = /^0x([0-9a-f]{1,16})\s+(.*)$/i;
const PLACE = /^(.*)\s+\((.+):(-?\d+)\)$/;
const LIBRARY = /^(.*)\s+\((.*)\)$/;

/** Bytes between two samples of the heap on average. */
const HEAP_RATE = 524_288;

/** Heaps and contentions that older Java agents write as `heapz` and `contentionz`. Undefined for what is none. */
export function readJavaText(text: string, maxFrames: number): Profile | undefined {
  const lines = new TextLines(text);
  const kind = /^--- (heapz|contentionz) 1 ---\s*$/.exec(lines.current ?? '')?.[1];
  if (kind === undefined) return undefined;
  lines.advance();
  const attributes = attributesIn(lines);
  if (attributes.get('format') !== 'java') return undefined;
  const unit = attributes.get('resolution') ?? '';
  const heap = kind === 'heapz';
  const types = heap
    ? [
        { type: 'inuse_objects', unit: 'count' },
        { type: 'inuse_space', unit },
      ]
    : [
        { type: 'contentions', unit: 'count' },
        { type: 'delay', unit },
      ];
  const profile = new AddressProfile(types, maxFrames);
  const period = Number(attributes.get('sampling period') ?? '0') || 1;
  for (let line = lines.current; line !== undefined; line = lines.advance()) {
    if (line.trim() === '') continue;
    const [, second, first, addresses = ''] = SAMPLE.exec(line) ?? [];
    if (first === undefined || second === undefined) break;
    const [count, amount] = [figure(first), figure(second)];
    if (heap && count === 0) malformed(line);
    const values = heap ? unsampled(count, amount, HEAP_RATE) : [count * period, amount * period];
    const labels = heap ? { bytes: Math.trunc(amount / count) } : {};
    profile.add({ stack: addressesIn(addresses), values, labels });
  }
  nameJavaLocations(profile, lines.rest());
  return profile.finish([], heap ? ALLOCATORS : LOCKING);
}

function attributesIn(lines: TextLines): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (let line = lines.current; line !== undefined; line = lines.advance()) {
    if (line.trim() === '') continue;
    const [, name = '', value = ''] = ATTRIBUTE.exec(line) ?? [];
    if (name === '') break;
    found.set(name.trim(), value.trim());
  }
  return found;
}

/** `0x00000001 com.acme.Cache.put (Cache.java:12)`: the names of all addresses, behind the samples. */
export function nameJavaLocations(profile: AddressProfile, lines: Iterable<string>): void {
  const files = new Map<string, string>();
  for (const line of lines) {
    const [, address, text] = NAMED.exec(line.trim()) ?? [];
    if (address === undefined || text === undefined) continue;
    const frame = frameIn(text.trim());
    // One function keeps the file that it was named with first, as pprof has it.
    const file = files.get(frame.name) ?? frame.file;
    files.set(frame.name, file);
    profile.name(BigInt(`0x${address}`), [{ ...frame, file }]);
  }
}

function frameIn(text: string): NamedFrame {
  const [, name, file = '', line] = PLACE.exec(text) ?? [];
  if (name !== undefined) return { name, file, line: Math.max(0, Number(line)) };
  const [, symbol, library = ''] = LIBRARY.exec(text) ?? [];
  if (symbol !== undefined) return { name: symbol, file: library.slice(library.lastIndexOf('/') + 1), line: 0 };
  return { name: text.includes('generated stub/JIT') ? 'STUB' : text, file: '', line: 0 };
}
