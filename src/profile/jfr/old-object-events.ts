import type { Instant } from '../../foundation/clock.ts';
import { formatBytes } from '../../measurement/bytes.ts';
import { ALLOCATED } from '../allocated-since.ts';
import { isFull } from '../full-table.ts';
import type { Followed, ObjectClock, ProfiledProcess } from '../profile.ts';
import type { EventKind, KindReader } from './event-kind.ts';
import { holderOf } from './holder.ts';
import { JVM_INFORMATION, type JvmInformation, jvmInformationOf } from './jvm-information.ts';
import type { RecordedEvent } from './recording.ts';
import { classOf } from './stacks.ts';
import type { Counted } from './tally.ts';

/** `old-object-queue-size` of -XX:FlightRecorderOptions, where it is not set. */
const TABLE = 256;

/** How much of the heap is in use before and after each collection. */
const HEAP_SUMMARY = 'jdk.GCHeapSummary';

/**
 * Objects that the JVM itself follows (jdk.OldObjectSample). A class is followed about as often as it takes bytes, whatever each
 * object takes: the objectSize that JDK 21 and later write would count the size twice (findings/jfr-object-size-counts-twice.sh).
 * Each dump writes all that still live once more, and a later file has the chunks of earlier dumps: only the last dump shows what
 * is alive. All events of one dump have one start.
 */
class OldObjectReader implements KindReader {
  #dump: unknown;
  #time: Instant | undefined;
  #heap = 0;
  #sites = false;
  #jvm: JvmInformation | undefined;
  /** When the clock of the process stood at zero, by an event of the JVM itself. */
  #clockBegan: Instant | undefined;
  readonly #samples = new Map<unknown, Counted>();
  readonly #collections: { readonly time: Instant; readonly ticks: number; readonly used: number }[] = [];

  add(event: RecordedEvent, stack: number): void {
    if (event.name === JVM_INFORMATION) this.#jvm = jvmInformationOf(event);
    else if (event.name === HEAP_SUMMARY) this.#addCollection(event);
    else this.#addObject(event, stack);
  }

  #addCollection({ fields, timeOf }: RecordedEvent): void {
    const start = fields.long('startTime');
    if (start === undefined || fields.wrapped('when') !== 'After GC') return;
    this.#collections.push({ time: timeOf(start), ticks: Number(start), used: Number(fields.long('heapUsed') ?? 0) });
  }

  #addObject({ fields, timeOf }: RecordedEvent, stack: number): void {
    const start = fields.long('startTime');
    if (start !== this.#dump) {
      this.#samples.clear();
      this.#dump = start;
      this.#time = start === undefined ? undefined : timeOf(start);
      this.#clockBegan = timeOf(0);
      this.#heap = 0;
      this.#sites = false;
    }
    const object = fields.struct('object');
    const holder = holderOf(object, fields.struct('root'));
    const allocated = fields.long('allocationTime');
    const labels = {
      class: classOf(object?.struct('type')),
      ...(holder === '' ? {} : { holder }),
      ...(allocated === undefined ? {} : { [ALLOCATED]: `${allocated}` }),
    };
    this.#sites ||= fields.struct('stackTrace') !== undefined;
    // Two objects of one moment differ by where they lie.
    const identity = `${allocated ?? ''} ${object?.long('address') ?? this.#samples.size}`;
    this.#samples.set(identity, { stack, labels, values: [1] });
    this.#heap = Math.max(this.#heap, Number(fields.long('lastKnownHeapUsage') ?? 0));
  }

  finish() {
    const samples = [...this.#samples.values()];
    const objects = samples.length;
    const table = this.#jvm?.queueSize ?? tableOf(objects);
    const guessed = this.#jvm === undefined && objects > TABLE ? { guessed: true as const } : {};
    const unasked = { sites: !this.#sites, holders: !samples.some(({ labels }) => labels['holder'] !== undefined) };
    const level = this.#heapLevel();
    const followed = { table, ...guessed, objects, full: isFull(objects, table), ...level, unasked };
    return {
      samples,
      comments: objects === 0 ? [EMPTY] : this.#comments(followed),
      time: this.#time,
      followed,
      process: this.#process(),
      objectClock: this.#objectClock(level.measuredAt),
    };
  }

  /**
   * What the objects themselves say stands still where the serial collector collects only what is young (seen with JDK
   * 17.0.15: 983 kB throughout, while collections left 94.9 MB): what the collections say comes first.
   */
  #heapLevel(): Pick<Followed, 'heap' | 'measuredAt'> {
    const dump = this.#time;
    const before = this.#collections.filter(({ time }) => dump !== undefined && time <= dump);
    const last = before.reduce<(typeof before)[number] | undefined>(
      (latest, each) => (latest === undefined || each.time >= latest.time ? each : latest),
      undefined,
    );
    const used = last?.used ?? this.#heap;
    const dumpedAt = typeof this.#dump === 'number' || typeof this.#dump === 'bigint' ? Number(this.#dump) : undefined;
    return { heap: used > 0 ? used : undefined, measuredAt: last?.ticks ?? dumpedAt };
  }

  /** Ticks of a JVM count from its start. */
  #objectClock(measuredAt: number | undefined): ObjectClock | undefined {
    const dumpedAt = Number(this.#dump ?? 0);
    if (measuredAt === undefined || this.#time === undefined || this.#clockBegan === undefined || !(dumpedAt > 0))
      return undefined;
    const levels = this.#collections
      .filter(({ ticks }) => ticks <= dumpedAt)
      .map(({ ticks, used }) => ({ ticks, used }))
      .sort((a, b) => a.ticks - b.ticks);
    return { measuredAt, dumpedAt, perTick: (this.#time - this.#clockBegan) / dumpedAt, levels };
  }

  /**
   * Where no event names the process, its clock does: the ticks of a JVM count from its start (os::elapsed_counter of the JDK, and
   * its rdtsc counter). Seen in 50 recordings of JDK 17: the same millisecond in every dump of a process.
   */
  #process(): ProfiledProcess | undefined {
    const named = this.#jvm?.process;
    return named ?? (this.#clockBegan === undefined ? undefined : { pid: undefined, startedAt: this.#clockBegan });
  }

  #comments({ objects, table, guessed, full, heap, unasked }: Followed): string[] {
    const was = guessed === true ? 'may have been' : 'was';
    const filled = full ? `, so that the table ${was} full: compare shares, not totals` : '';
    const most =
      table === TABLE
        ? `the ${TABLE} objects that a JVM follows at most by default`
        : guessed === true
          ? `the objects that this JVM follows at most (more than the default of ${TABLE}; the recording does not name how many)`
          : `the ${table} objects that this JVM follows at most`;
    return [
      `jdk.OldObjectSample: of ${most}, ${objects} had survived a collection and were still alive at the last dump${filled}. Each counts as one object, whatever its size.`,
      ...(heap === undefined ? [] : [`Heap in use after the last collection before the dump: ${formatBytes(heap)}.`]),
      ...(unasked?.sites === true ? [NO_SITES] : []),
      ...(unasked?.holders === true ? [NO_HOLDERS] : []),
    ];
  }
}

/** A table that the options made larger has a power of two of places, as one sets it. */
function tableOf(objects: number): number {
  return Math.max(TABLE, 2 ** Math.ceil(Math.log2(Math.max(1, objects))));
}

const NO_SITES =
  'Nothing shows where they were allocated: record with jdk.OldObjectSample#stackTrace=true, as settings=profile does.';
const NO_HOLDERS = 'Nothing shows what keeps them: dump with path-to-gc-roots=true.';

const EMPTY =
  'jdk.OldObjectSample: no object in the last dump. A dump has only what survived a collection: take it after one (jcmd PID GC.class_histogram makes one), of a recording that has been on since before the growth.';

export const OLD_OBJECTS: EventKind = {
  events: ['jdk.OldObjectSample'],
  beside: [HEAP_SUMMARY, JVM_INFORMATION],
  sampleTypes: [{ type: 'old_object_samples', unit: 'count' }],
  reader: () => new OldObjectReader(),
};
