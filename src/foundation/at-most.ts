/** Lets at most so many tasks run at once; the others wait in the order in which they came. */
export class AtMost {
  readonly #width: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(width: number) {
    this.#width = width;
  }

  /** Resolves or rejects as the task does. One that is aborted while it waits does not begin. */
  async run<Result>(task: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    await this.#turn();
    try {
      signal?.throwIfAborted();
      return await task();
    } finally {
      this.#running -= 1;
      this.#fill();
    }
  }

  #turn(): Promise<void> {
    return new Promise((begin) => {
      this.#waiting.push(begin);
      this.#fill();
    });
  }

  #fill(): void {
    while (this.#running < this.#width) {
      const begin = this.#waiting.shift();
      if (begin === undefined) return;
      this.#running += 1;
      begin();
    }
  }
}
