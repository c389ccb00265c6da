import type { EventKind, KindReader } from './event-kind.ts';
import type { Counted } from './jfr-profile.ts';
import type { RecordedEvent } from './recording.ts';
import { classOf } from './stacks.ts';

const SAMPLED = 'jdk.ObjectAllocationSample';
const IN_NEW_BUFFER = 'jdk.ObjectAllocationInNewTLAB';
const OUTSIDE = 'jdk.ObjectAllocationOutsideTLAB';

/** The bytes that each stands for: a new buffer is taken when the one before is used up. */
const WEIGHT: Readonly<Record<string, string>> = {
  [SAMPLED]: 'weight',
  [IN_NEW_BUFFER]: 'tlabSize',
  [OUTSIDE]: 'allocationSize',
};

/**
 * What was allocated during the recording, alive or not. Where a recording has both the events of every buffer and the
 * sample of them, they count the same bytes: then the sample is left out.
 */
class AllocationReader implements KindReader {
  #sampled: Counted[] = [];
  readonly #buffers: Counted[] = [];

  add({ name, fields }: RecordedEvent, stack: number): void {
    const labels = { class: classOf(fields.struct('objectClass')) };
    const counted = { stack, labels, values: [1, Number(fields.long(WEIGHT[name] ?? '') ?? 0)] };
    if (name !== SAMPLED) {
      this.#sampled = [];
      this.#buffers.push(counted);
    } else if (this.#buffers.length === 0) this.#sampled.push(counted);
  }

  finish() {
    const samples = this.#buffers.length > 0 ? this.#buffers : this.#sampled;
    const comments = ['The allocations count what was allocated during the recording, also what is garbage by now.'];
    return { samples, comments: samples.length > 0 ? comments : [] };
  }
}

export const ALLOCATIONS: EventKind = {
  events: [SAMPLED, IN_NEW_BUFFER, OUTSIDE],
  sampleTypes: [
    { type: 'alloc_samples', unit: 'count' },
    { type: 'alloc_space', unit: 'bytes' },
  ],
  reader: () => new AllocationReader(),
};
