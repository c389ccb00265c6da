/** Visits that wait or are under way, of all rounds together. */
export interface LaneWidths {
  /** So many visits at once. */
  readonly all: number;
  /** So many of them may be of targets that hung last time: each holds its lane for a whole timeout. */
  readonly slow: number;
}

interface Job {
  readonly slow: boolean;
  readonly begin: () => void;
}

/**
 * The lanes in which targets are visited, the same for every round: when hundreds hang, a round that comes while they
 * hang must not open as many lanes again. Those that hung last time wait for each other, not the others for them.
 */
export class Lanes {
  readonly #widths: LaneWidths;
  readonly #waiting: Job[] = [];
  #running = 0;
  #slow = 0;

  constructor(widths: LaneWidths) {
    this.#widths = widths;
  }

  /** Does the work when a lane is free. */
  async run(slow: boolean, work: () => Promise<void>): Promise<void> {
    await new Promise<void>((begin) => {
      this.#waiting.push({ slow, begin });
      this.#fill();
    });
    try {
      await work();
    } finally {
      this.#running -= 1;
      if (slow) this.#slow -= 1;
      this.#fill();
    }
  }

  #fill(): void {
    while (this.#running < this.#widths.all) {
      const next = this.#waiting.findIndex(({ slow }) => !slow || this.#slow < this.#widths.slow);
      const [job] = next < 0 ? [] : this.#waiting.splice(next, 1);
      if (job === undefined) return;
      this.#running += 1;
      if (job.slow) this.#slow += 1;
      job.begin();
    }
  }
}
