import { isFull } from '../full-table.ts';
import type { EventKind, KindReader } from './event-kind.ts';
import type { RecordedEvent } from './recording.ts';
import { classOf } from './stacks.ts';
import type { Counted } from './tally.ts';

/** So many objects async-profiler 4.2 follows at most (seen with it: 100 and 400 MiB kept give the same profile). */
const TABLE = 1024;

const SETTING = 'jdk.ActiveSetting';

/**
 * What async-profiler’s `live` option writes when it ends a chunk: the sampled objects that live at that moment. One is
 * sampled in every so many bytes that are allocated (`alloc`), and stands for them, or for its own size where that is larger.
 */
class LiveObjectReader implements KindReader {
  #chunk = -1;
  #objects: { readonly stack: number; readonly labels: { readonly class: string }; readonly size: number }[] = [];
  #interval = 0;

  add({ name, fields, chunk }: RecordedEvent, stack: number): void {
    if (name === SETTING) {
      if (fields.text('name') === 'alloc') this.#interval = intervalOf(fields.text('value'));
      return;
    }
    if (chunk !== this.#chunk) this.#objects = [];
    this.#chunk = chunk;
    const size = Number(fields.long('allocationSize') ?? 0);
    this.#objects.push({ stack, labels: { class: classOf(fields.struct('objectClass')) }, size });
  }

  finish() {
    const interval = this.#interval;
    const samples = this.#objects.map(
      ({ stack, labels, size }): Counted => ({
        stack,
        labels,
        values: [1, size, interval > 0 ? Math.max(size, interval) : 0],
      }),
    );
    const objects = samples.length;
    const followed = { table: TABLE, objects, full: isFull(objects, TABLE) };
    const full = followed.full ? ', so that the table was full: compare shares, not totals' : '';
    const comments = [
      `profiler.LiveObject: ${objects} sampled objects were alive, of at most ${TABLE} that async-profiler follows${full}. ${bytesOf(interval)}`,
    ];
    return { samples, comments, followed, best: interval > 0 ? 'live_space' : 'live_samples' };
  }
}

function bytesOf(interval: number): string {
  const own = 'live_sample_bytes are those of the sampled objects alone';
  return interval > 0
    ? `${own}; for live_space each stands for the ${interval} bytes of which one was sampled (alloc).`
    : `${own}.`;
}

/** `65536`; the units that the option takes are gone where it is written down. */
function intervalOf(text: string): number {
  return /^\d{1,12}$/.test(text) ? Number(text) : 0;
}

export const LIVE_OBJECTS: EventKind = {
  events: ['profiler.LiveObject'],
  beside: [SETTING],
  sampleTypes: [
    { type: 'live_samples', unit: 'count' },
    { type: 'live_sample_bytes', unit: 'bytes' },
    { type: 'live_space', unit: 'bytes' },
  ],
  reader: () => new LiveObjectReader(),
};
