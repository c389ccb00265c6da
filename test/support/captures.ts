import type { CaptureOutcome } from '../../src/evidence/capture-outcome.ts';
import { DANA, NOON, Story } from './investigations.ts';

export const POD = 'markets-api-7d9f-x2x';

export const PROFILES: CaptureOutcome & { kind: 'captured' } = {
  kind: 'captured',
  profiles: [
    { kind: 'heap', time: NOON + 60_000, bytes: 41 * 1024 },
    { kind: 'goroutine', time: NOON + 61_000, bytes: 3 * 1024 },
  ],
  faults: [],
};

/** An investigation whose second question waits, of a pod that the collector visits (or not). */
export class CaptureStory extends Story {
  constructor(visited = true) {
    super();
    this.observe();
    const [step] = this.investigation.steps;
    if (step?.status !== 'asked') throw new Error('nothing asked');
    const facts = { ...step.facts, processNames: visited ? [POD, '10.0.0.7:6060'] : undefined };
    this.investigation = { ...this.investigation, steps: [{ ...step, facts }] };
    this.answer('rss-growing.1', 'yes').observe();
  }

  want(by = DANA): this {
    return this.apply({ kind: 'capture-wanted', step: 'goroutines-growing.1', by, at: NOON + 30_000 });
  }

  come(outcome: CaptureOutcome): this {
    const note = this.investigation.notes.at(-1)?.key ?? '';
    return this.apply({ kind: 'capture-done', note, outcome, at: NOON + 62_000 });
  }

  toReport(): this {
    return this.answer('goroutines-growing.1', 'no').observe().answer('live-heap-growing.1', 'yes').conclude();
  }

  /** `running`, `captured`: how the last capture stands. */
  state(): string | undefined {
    return this.investigation.notes.at(-1)?.capture?.state.kind;
  }
}
