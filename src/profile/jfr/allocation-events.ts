import type { EventKind, KindReader } from './event-kind.ts';
import type { RecordedEvent } from './recording.ts';
import { classOf } from './stacks.ts';
import { LabelSets, Tally } from './tally.ts';
import type { Struct } from './values.ts';

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
  readonly #sets = new LabelSets();
  #sampled = new Tally(this.#sets);
  readonly #buffers = new Tally(this.#sets);
  /** Of the chunk: the number of the labels of each class. */
  #classes = new Map<Struct | undefined, number>();
  #chunk = -1;

  add({ name, fields, chunk }: RecordedEvent, stack: number): void {
    if (chunk !== this.#chunk) this.#classes = new Map();
    this.#chunk = chunk;
    const labels = this.#labels(fields.struct('objectClass'));
    const values = [1, Number(fields.long(WEIGHT[name] ?? '') ?? 0)];
    if (name !== SAMPLED) {
      if (this.#sampled.length > 0) this.#sampled = new Tally(this.#sets);
      this.#buffers.add(stack, labels, values);
    } else if (this.#buffers.length === 0) this.#sampled.add(stack, labels, values);
  }

  #labels(type: Struct | undefined): number {
    let labels = this.#classes.get(type);
    if (labels === undefined) {
      labels = this.#sets.number({ class: classOf(type) });
      this.#classes.set(type, labels);
    }
    return labels;
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
