import { growingFloat64, growingUint32 } from '../import/growing.ts';

/** What is added up: equal ones are one sample. */
export interface Counted {
  /** Leaf first. */
  readonly stack: number;
  /** What the object is of, and what keeps it, where the recording shows it. */
  readonly labels: Readonly<Record<string, string>>;
  /** One a sample type. */
  readonly values: readonly number[];
}

/** Samples, one after the other. */
export interface Samples extends Iterable<Counted> {
  readonly length: number;
}

/** Numbers labels: equal ones have the same number. */
export class LabelSets {
  readonly #numbers = new Map<string, number>();
  readonly #labels: Counted['labels'][] = [];

  number(labels: Counted['labels']): number {
    const key = Object.entries(labels).flat().join('\0');
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#labels.push(labels) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  at(number: number): Counted['labels'] {
    return this.#labels[number] ?? {};
  }
}

/** Adds up what has the same stack and the same labels, in columns: a recording has millions of events, of few stacks. */
export class Tally implements Samples {
  readonly #sets: LabelSets;
  /** By labels, then by stack: the number of the sample. */
  readonly #samples: Map<number, number>[] = [];
  readonly #stack = growingUint32(64);
  readonly #labels = growingUint32(64);
  readonly #sums = growingFloat64(64);
  #width = 0;

  constructor(sets: LabelSets) {
    this.#sets = sets;
  }

  get length(): number {
    return this.#stack.length;
  }

  /**
   * As many values each time; true where it is a new sample. What no double holds exactly makes the sum none (NaN): counts
   * and bytes of one process are never as large, and never below zero.
   */
  add(stack: number, labels: number, values: readonly number[]): boolean {
    this.#width = values.length;
    const samples = this.#samples[labels] ?? new Map<number, number>();
    this.#samples[labels] = samples;
    const known = samples.get(stack);
    if (known === undefined) {
      samples.set(stack, this.length);
      this.#stack.push(stack);
      this.#labels.push(labels);
      for (const value of values) this.#sums.push(exact(value));
      return true;
    }
    const sums = this.#sums.items;
    for (let at = known * this.#width, type = 0; type < values.length; type++, at++) {
      sums[at] = exact((sums[at] ?? 0) + (values[type] ?? 0));
    }
    return false;
  }

  *[Symbol.iterator](): IterableIterator<Counted> {
    for (let sample = 0; sample < this.length; sample++) {
      const from = sample * this.#width;
      yield {
        stack: this.#stack.items[sample] ?? 0,
        labels: this.#sets.at(this.#labels.items[sample] ?? 0),
        values: [...this.#sums.items.subarray(from, from + this.#width)],
      };
    }
  }
}

function exact(sum: number): number {
  return Number.isSafeInteger(sum) && sum >= 0 ? sum : Number.NaN;
}
