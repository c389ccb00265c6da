import { DEFAULT_LIMITS, type ReadLimits } from '../import/limits.ts';
import type { Profile } from '../profile.ts';
import { ALLOCATIONS } from './allocation-events.ts';
import type { EventKind, KindRead, KindReader } from './event-kind.ts';
import { JfrProfile } from './jfr-profile.ts';
import { LIVE_OBJECTS } from './live-object-events.ts';
import { classFrame } from './names.ts';
import { NATIVE_MEMORY } from './native-events.ts';
import { OLD_OBJECTS } from './old-object-events.ts';
import { readRecording } from './recording.ts';
import { StackNumbers } from './stack-numbers.ts';
import type { Counted } from './tally.ts';
import { THREAD_STARTS } from './thread-start-events.ts';

/** What shows a leak best comes first: it is what a comparison takes when nothing else is asked for. */
const KINDS: readonly EventKind[] = [LIVE_OBJECTS, OLD_OBJECTS, NATIVE_MEMORY, ALLOCATIONS, THREAD_STARTS];

interface Read extends KindRead {
  readonly kind: EventKind;
}

/**
 * What a recording of JDK Flight Recorder, or of async-profiler, shows about memory: a sample type for each kind of event
 * that it can hold, samples by stack and class. Throws InvalidProfileError for what no recorder writes.
 */
export function readJfr(bytes: Uint8Array, { maxFrames }: ReadLimits = DEFAULT_LIMITS): Profile {
  const profile = new JfrProfile(maxFrames);
  const readers = KINDS.map((kind): readonly [EventKind, KindReader] => [kind, kind.reader()]);
  const readerOf = new Map(
    readers.flatMap(([kind, reader]) =>
      [...kind.events, ...(kind.beside ?? [])].map((name) => [name, reader] as const),
    ),
  );
  const stacks = new StackNumbers(profile);
  const { end, described } = readRecording(bytes, new Set(readerOf.keys()), (event) =>
    readerOf.get(event.name)?.add(event, stacks.of(event)),
  );
  const reads = readers
    .filter(([kind]) => kind.events.some((name) => described.has(name)))
    .map(([kind, reader]): Read => ({ kind, ...reader.finish() }))
    // Every recording of a JVM describes the start of threads, and few have one with its line.
    .filter(({ kind, samples }) => kind !== THREAD_STARTS || samples.length > 0);
  const width = reads.reduce((sum, { kind }) => sum + kind.sampleTypes.length, 0);
  let before = 0;
  for (const { kind, samples } of reads) {
    const stackless = everyStack(samples, stacks.none);
    for (const { stack, labels, values } of samples) {
      const all = Array.from({ length: width }, (_, type) => values[type - before] ?? 0);
      // Without a single stack nothing is left to compare by than what the objects are.
      const type = stackless && kind !== THREAD_STARTS ? (labels['class'] ?? '') : '';
      profile.add({ stack: type === '' ? stack : profile.stack([classFrame(type)]), labels, values: all });
    }
    before += kind.sampleTypes.length;
  }
  const best = reads.find(({ samples }) => samples.length > 0) ?? reads[0];
  return profile.finish({
    sampleTypes: reads.flatMap(({ kind, followed }) => kind.sampleTypes.map((type) => ({ ...type, followed }))),
    defaultSampleType: best?.best ?? best?.kind.sampleTypes.at(-1)?.type ?? '',
    time: best?.time ?? end,
    comments: best?.comments ?? [],
    objectClock: reads.find(({ objectClock }) => objectClock !== undefined)?.objectClock,
    process: reads.find(({ process }) => process !== undefined)?.process,
  });
}

function everyStack(samples: Iterable<Counted>, expected: number): boolean {
  for (const { stack } of samples) if (stack !== expected) return false;
  return true;
}
