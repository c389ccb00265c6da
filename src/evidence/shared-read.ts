interface Running<Value> {
  readonly value: Promise<Value>;
  readonly abort: AbortController;
  waiting: number;
  settled: boolean;
}

/**
 * One read that several may wait for: begun by the first who asks, and answered from memory once it succeeded. Whoever
 * stops waiting is let go at once; when none waits any longer, the read itself is aborted. A read that failed, or whose
 * answer is not worth keeping, is made again for the next who asks.
 */
export class SharedRead<Value> {
  readonly #read: (signal: AbortSignal) => Promise<Value>;
  readonly #isWorthKeeping: (value: Value) => boolean;
  #running: Running<Value> | undefined;

  constructor(
    read: (signal: AbortSignal) => Promise<Value>,
    { isWorthKeeping = () => true }: { readonly isWorthKeeping?: (value: Value) => boolean } = {},
  ) {
    this.#read = read;
    this.#isWorthKeeping = isWorthKeeping;
  }

  async get(signal: AbortSignal): Promise<Value> {
    signal.throwIfAborted();
    this.#running ??= this.#begin();
    const running = this.#running;
    running.waiting += 1;
    try {
      return await unlessAborted(running.value, signal);
    } finally {
      running.waiting -= 1;
      if (running.waiting === 0 && !running.settled) {
        this.#forget(running);
        running.abort.abort();
      }
    }
  }

  #begin(): Running<Value> {
    const abort = new AbortController();
    const running: Running<Value> = { value: this.#read(abort.signal), abort, waiting: 0, settled: false };
    const settle = (keep: boolean) => {
      running.settled = true;
      if (!keep) this.#forget(running);
    };
    running.value.then(
      (value) => settle(this.#isWorthKeeping(value)),
      () => settle(false),
    );
    return running;
  }

  #forget(running: Running<Value>): void {
    if (this.#running === running) this.#running = undefined;
  }
}

function unlessAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value> {
  const { promise: first, resolve, reject } = Promise.withResolvers<Value>();
  const stop = () => reject(signal.reason);
  // The read itself may have been what aborted it, before anyone listened.
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  return first;
}
