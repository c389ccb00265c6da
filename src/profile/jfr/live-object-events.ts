import type { EventKind, KindReader } from './event-kind.ts';
import type { Counted } from './jfr-profile.ts';
import type { RecordedEvent } from './recording.ts';
import { classOf } from './stacks.ts';

/** So many objects async-profiler 4.2 follows at most (seen with it: 100 and 400 MiB kept give the same profile). */
const TABLE = 1024;

/** What async-profiler’s `live` option writes when it ends a chunk: the sampled objects that live at that moment. */
class LiveObjectReader implements KindReader {
  #chunk = -1;
  #samples: Counted[] = [];

  add({ fields, chunk }: RecordedEvent, stack: number): void {
    if (chunk !== this.#chunk) this.#samples = [];
    this.#chunk = chunk;
    const labels = { class: classOf(fields.struct('objectClass')) };
    this.#samples.push({ stack, labels, values: [1, Number(fields.long('allocationSize') ?? 0)] });
  }

  finish() {
    const count = this.#samples.length;
    const full = count >= TABLE ? ', so that the table was full: compare shares, not totals' : '';
    const comments = [
      `profiler.LiveObject: ${count} sampled objects were alive, of at most ${TABLE} that async-profiler follows${full}. The bytes are those of the sampled objects alone.`,
    ];
    return { samples: this.#samples, comments };
  }
}

export const LIVE_OBJECTS: EventKind = {
  events: ['profiler.LiveObject'],
  sampleTypes: [
    { type: 'live_samples', unit: 'count' },
    { type: 'live_sample_bytes', unit: 'bytes' },
  ],
  reader: () => new LiveObjectReader(),
};
