/**
 * A signal that aborts after so many milliseconds, or together with another one; whoever made it ends it when the work has
 * ended. `AbortSignal.timeout` cannot be ended: each keeps its timer and what listens to it until its time has passed, which
 * were 12,000 of 40 s in a storm of a thousand alerts (Node 26.10).
 */
export class TimeLimit {
  readonly #passed = new AbortController();
  readonly #timer: NodeJS.Timeout;
  readonly #other: AbortSignal | undefined;
  #isOver = false;

  constructor(longestMs: number, other?: AbortSignal) {
    this.#timer = setTimeout(() => {
      this.#isOver = true;
      this.#passed.abort(new DOMException(`more than ${longestMs} ms have passed`, 'TimeoutError'));
    }, longestMs);
    // A process that has nothing else to do need not wait for it.
    this.#timer.unref();
    this.#other = other;
    if (other?.aborted === true) this.#abort();
    else other?.addEventListener('abort', this.#abort, { once: true });
  }

  readonly #abort = () => this.#passed.abort(this.#other?.reason);

  get signal(): AbortSignal {
    return this.#passed.signal;
  }

  /** Whether the time has passed, rather than the other signal aborted. */
  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    clearTimeout(this.#timer);
    this.#other?.removeEventListener('abort', this.#abort);
  }
}
