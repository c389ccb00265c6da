import type { Instant } from '../../foundation/clock.ts';
import type { Followed, ObjectClock, ProfiledProcess, SampleType } from '../profile.ts';
import type { RecordedEvent } from './recording.ts';
import type { Samples } from './tally.ts';

/** Collects the events of one kind. */
export interface KindReader {
  /** `stack`: the number of its stack. */
  add(event: RecordedEvent, stack: number): void;
  /** What counts when all events were seen. */
  finish(): KindRead;
}

export interface KindRead {
  readonly samples: Samples;
  /** What is to be said of them, in sentences. */
  readonly comments: readonly string[];
  /** The moment that the samples show; the end of the recording when left out. */
  readonly time?: Instant | undefined;
  /** The JVM that was recorded, where an event names it. */
  readonly process?: ProfiledProcess | undefined;
  readonly objectClock?: ObjectClock | undefined;
  /** Where only so many objects are followed. */
  readonly followed?: Followed | undefined;
  /** The sample type that shows most; the last of the kind when left out. */
  readonly best?: string | undefined;
}

/** A kind of memory that recordings have events of. */
export interface EventKind {
  readonly events: readonly string[];
  /** Events that its reader wants to see too: how the recording was set, what the collector did. */
  readonly beside?: readonly string[] | undefined;
  /** A sample has a value of each. */
  readonly sampleTypes: readonly SampleType[];
  readonly reader: () => KindReader;
}
