/** How soon a piece of work is wanted. */
export interface Pressing {
  /** Someone waits for it now. */
  readonly awaited: boolean;
  /** Of what is equally awaited the larger one goes first. */
  readonly weight: number;
}

interface Waiting {
  readonly pressing: Pressing;
  readonly begin: () => void;
}

/** Runs so many pieces of work side by side, the most pressing first; a few places are kept for what someone waits for. */
export class PressingQueue {
  readonly #places: number;
  readonly #kept: number;
  readonly #waiting: Waiting[] = [];
  #running = 0;

  /** `kept` are places beside the others. */
  constructor({ places, kept }: { readonly places: number; readonly kept: number }) {
    this.#places = places;
    this.#kept = kept;
  }

  /** Work that presses nothing runs at once. Work that is aborted while it waits never runs. */
  async run(pressing: Pressing | undefined, work: () => Promise<void>, signal: AbortSignal): Promise<void> {
    if (pressing === undefined) return work();
    if (!this.#hasPlace(pressing)) {
      const turn = await this.#turn(pressing, signal);
      if (!turn) return;
    } else this.#running += 1;
    try {
      await work();
    } finally {
      this.#running -= 1;
      this.#next();
    }
  }

  #hasPlace({ awaited }: Pressing): boolean {
    return this.#running < this.#places + (awaited ? this.#kept : 0);
  }

  #turn(pressing: Pressing, signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const waiting: Waiting = {
        pressing,
        begin: () => {
          signal.removeEventListener('abort', leave);
          resolve(true);
        },
      };
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiting), 1);
        resolve(false);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#waiting.push(waiting);
    });
  }

  #next(): void {
    const [first] = [...this.#waiting].sort(
      (a, b) => Number(b.pressing.awaited) - Number(a.pressing.awaited) || b.pressing.weight - a.pressing.weight,
    );
    if (first === undefined || !this.#hasPlace(first.pressing)) return;
    this.#waiting.splice(this.#waiting.indexOf(first), 1);
    this.#running += 1;
    first.begin();
  }
}
