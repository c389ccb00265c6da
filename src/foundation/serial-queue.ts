/** Runs tasks one at a time, in the order in which they came. A task that fails fails alone: the next runs all the same. */
export class SerialQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Resolves or rejects as the task does. */
  run<Result>(task: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => undefined);
    return result;
  }

  /** Resolves when every task that was given so far has ended. */
  async idle(): Promise<void> {
    await this.#last;
  }
}

/** A serial queue for each key; a key without tasks takes no memory. */
export class SerialQueues {
  readonly #queues = new Map<string, { readonly queue: SerialQueue; waiting: number }>();

  async run<Result>(key: string, task: () => Promise<Result>): Promise<Result> {
    const own = this.#queues.get(key) ?? { queue: new SerialQueue(), waiting: 0 };
    this.#queues.set(key, own);
    own.waiting += 1;
    try {
      return await own.queue.run(task);
    } finally {
      own.waiting -= 1;
      if (own.waiting === 0) this.#queues.delete(key);
    }
  }

  /** Resolves when every task that was given so far has ended. */
  async idle(): Promise<void> {
    await Promise.all([...this.#queues.values()].map(({ queue }) => queue.idle()));
  }
}
