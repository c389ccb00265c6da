import { growingFloat64, growingUint32 } from '../import/growing.ts';
import type { EventKind, KindReader } from './event-kind.ts';
import type { RecordedEvent } from './recording.ts';
import type { Counted } from './tally.ts';

/** Instead of a size, for a call of free. */
const FREED = -1;

/**
 * What was taken by malloc and not given back while async-profiler’s `nativemem` recorded. Each thread writes a buffer of
 * its own, so the file is not in the order of time: an address counts as its last call leaves it.
 */
class NativeReader implements KindReader {
  readonly #time = growingFloat64(64);
  readonly #address = growingFloat64(64);
  readonly #size = growingFloat64(64);
  readonly #stack = growingUint32(64);

  add({ name, fields }: RecordedEvent, stack: number): void {
    this.#time.push(Number(fields.long('startTime') ?? 0));
    this.#address.push(Number(fields.long('address') ?? 0));
    this.#size.push(name === 'profiler.Free' ? FREED : Number(fields.long('size') ?? 0));
    this.#stack.push(stack);
  }

  finish() {
    const kept = this.#kept();
    const time = this.#time.toArray();
    const freed = this.#size.toArray().includes(FREED);
    const samples = [...kept.values()].map((at): Counted => {
      return { stack: this.#stack.items[at] ?? 0, labels: {}, values: [1, this.#size.items[at] ?? 0] };
    });
    return { samples, comments: freed || time.length === 0 ? [] : [NEVER_FREED] };
  }

  /** The calls of malloc whose memory was not freed, by address. */
  #kept(): ReadonlyMap<number, number> {
    const [time, address, size] = [this.#time.toArray(), this.#address.toArray(), this.#size.toArray()];
    const order = new Uint32Array(time.length).map((_, at) => at);
    order.sort((a, b) => (time[a] ?? 0) - (time[b] ?? 0) || a - b);
    const kept = new Map<number, number>();
    for (const at of order) {
      if (size[at] === FREED) kept.delete(address[at] ?? 0);
      else kept.set(address[at] ?? 0, at);
    }
    return kept;
  }
}

const NEVER_FREED =
  'profiler.Malloc: the recording has no call of free, so that all memory that was ever taken counts as kept.';

export const NATIVE_MEMORY: EventKind = {
  events: ['profiler.Malloc', 'profiler.Free'],
  sampleTypes: [
    { type: 'native_objects', unit: 'count' },
    { type: 'native_space', unit: 'bytes' },
  ],
  reader: () => new NativeReader(),
};
