import type { Bytes } from '../../src/measurement/bytes.ts';
import type { Verdict } from './soak-judge.ts';
import type { Gestures } from './soak-people.ts';

/** What a soak was like. */
export interface Soak {
  readonly minutes: number;
  readonly alerts: number;
  readonly threads: number;
  readonly reports: number;
  /** Services that fired an alert and have no thread. */
  readonly withoutThread: readonly string[];
  readonly troubles: number;
  readonly gestures: Gestures;
  /** Acknowledged clicks whose question still waits for an answer at the end, and what is stored and not done. */
  readonly lostGestures: number;
  readonly unhandled: number;
  readonly errors: ReadonlyMap<string, number>;
  readonly memory: readonly Bytes[];
  readonly warm: Verdict;
  readonly whole: Verdict;
  readonly largestStore: Bytes;
  readonly storeBound: Bytes;
  readonly undelivered: number;
  readonly exitStatus: number | null;
}
