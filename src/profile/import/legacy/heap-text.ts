import type { Profile, SampleType } from '../../profile.ts';
import { AddressProfile } from './address-profile.ts';
import { ALLOCATORS } from './dropped-frames.ts';
import { nameStack, readRemarks, withoutAllocator, withoutStart } from './go-comments.ts';
import { unsampled } from './heap-sampling.ts';
import { isMemoryMapMark, readMemoryMap } from './memory-map.ts';
import { addressesIn, figure, malformed, ofCall, saysNothing, TextLines } from './text-lines.ts';

const HEADER =
  /^heap profile: *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\] *@ *(heap_v2|heapz_v2|heapprofile|heap|growthz?|fragmentationz?)(?:\/(\d{1,15}))?\s*$/;
const SAMPLE = /^(-?\d+): *(-?\d+) *\[ *(\d+): *(\d+) *\] @([ x0-9a-f]*)$/;

const ALLOCATED: readonly SampleType[] = [
  { type: 'alloc_objects', unit: 'count' },
  { type: 'alloc_space', unit: 'bytes' },
  { type: 'inuse_objects', unit: 'count' },
  { type: 'inuse_space', unit: 'bytes' },
];
const IN_USE: readonly SampleType[] = [
  { type: 'objects', unit: 'count' },
  { type: 'space', unit: 'bytes' },
];

/** `heap?debug=1` of Go, and the heap, growth and fragmentation profiles of tcmalloc. Undefined for what is none. */
export function readHeapText(text: string, maxFrames: number): Profile | undefined {
  const lines = new TextLines(text);
  const header = HEADER.exec(lines.current ?? '');
  if (header === null) return undefined;
  const { rate, allocations } = samplingOf(header);
  const profile = new AddressProfile(allocations ? ALLOCATED : IN_USE, maxFrames);
  lines.advance();
  while (lines.current !== undefined && !isMemoryMapMark(lines.current)) {
    const line = lines.current.trim();
    if (saysNothing(line)) {
      lines.advance();
      continue;
    }
    const sample = SAMPLE.exec(line);
    if (sample === null) malformed(line);
    const [, live = '', liveBytes = '', made = '', madeBytes = '', addresses = ''] = sample;
    const inUse = valuesOf(live, liveBytes, { rate, line });
    const allocated = allocations ? valuesOf(made, madeBytes, { rate, line }) : undefined;
    const remarks = readRemarks(lines);
    const stack = withoutAllocator(withoutStart(addressesIn(addresses).map(ofCall), remarks), remarks);
    const block = inUse.each ?? allocated?.each ?? 0;
    const labels = { ...remarks.labels, bytes: block };
    profile.add({ stack, values: [...(allocated?.values ?? []), ...inUse.values], labels });
    nameStack(profile, stack, remarks);
  }
  return profile.finish(readMemoryMap(lines.rest()), ALLOCATORS);
}

/** Go writes twice its rate behind `heap/`; `heapprofile` and growth are counted in full. */
function samplingOf([, live, liveBytes, made, madeBytes, kind = '', rate = '0']: RegExpExecArray) {
  const inFull = kind === 'heapprofile' || kind.startsWith('growth') || kind.startsWith('fragmentation');
  const differ = (made !== live && made !== '0') || (madeBytes !== liveBytes && madeBytes !== '0');
  return {
    rate: inFull ? 1 : kind === 'heap' ? Math.floor(Number(rate) / 2) : Number(rate),
    allocations: differ && (kind === 'heapprofile' || !inFull),
  };
}

function valuesOf(count: string, bytes: string, { rate, line }: { readonly rate: number; readonly line: string }) {
  const [objects, space] = [figure(count), figure(bytes)];
  if (objects === 0 && space !== 0) malformed(line);
  if (objects === 0) return { values: [0, 0], each: undefined };
  return { values: unsampled(objects, space, rate), each: Math.trunc(space / objects) };
}
