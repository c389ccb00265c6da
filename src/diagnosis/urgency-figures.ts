import type { Instant } from '../foundation/clock.ts';
import type { Bytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { Deploy } from '../metrics/deploys.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import type { Returned } from './before-window.ts';
import type { BuffersBound } from './buffers-bound.ts';
import type { EndsAtLevel } from './ends-at-level.ts';
import type { EvictedGrowing } from './evicted-growing.ts';
import type { Growth } from './growth.ts';
import type { OwnEnd } from './own-end.ts';
import type { Unpredicted } from './unpredicted.ts';

/** What grew is over: it no longer runs. */
export interface Over {
  /** How many pods run now. */
  readonly running: number;
  /** What replaced it, where a deploy did. */
  readonly deploy: Deploy | undefined;
  /** Set where what runs is too young to show whether it grows as well: how old it is, and at which age it does. */
  readonly young?: { readonly age: Milliseconds; readonly shownAt: Milliseconds } | undefined;
}

/** A live heap that is full, or at a goal of its collector. */
export interface HeapFull {
  readonly at: Instant;
  readonly size: Bytes;
  readonly goal?: Bytes | undefined;
  /** Set where it is full by now, and stands for that. */
  readonly already?: true | undefined;
}

/** What the first line of advice about memory that grows is fitted to. */
export interface Urgency {
  readonly pod: string;
  /** Whether its container runs. */
  readonly alive: boolean;
  readonly now: Instant;
  readonly limit: Bytes | undefined;
  /** What counts against the limit at the end of the window. */
  readonly level: Bytes | undefined;
  readonly kills: number;
  readonly restarts: number;
  readonly nextKill: NextKill | undefined;
  /** How long its latest run has lasted, before the window too; undefined where none is known. */
  readonly runsFor?: Milliseconds | undefined;
  /** Where memory grows and no kill is predicted: why. */
  readonly unpredicted?: Unpredicted | undefined;
  /** The deploy that began it, where what it brought still runs and it is known what ran before. */
  readonly deploy: Deploy | undefined;
  /** Set where what grew no longer runs, and nothing that runs now clearly grows. */
  readonly over?: Over | undefined;
  /** When a live heap that takes the place of other memory fills what it may take. */
  readonly heapFull?: HeapFull | undefined;
  /** The option that bounds direct buffers, where they have taken all that they may. */
  readonly buffersFull?: string | undefined;
  /** Set where direct buffers grow, and end at their own bound before memory meets the limit. */
  readonly buffersBound?: BuffersBound | undefined;
  /** Set where its heap is full before the limit is reached, and ends the process. */
  readonly ownEnd?: OwnEnd | undefined;
  /** Set where its runs end themselves at one level below the limit. */
  readonly endsAtLevel?: EndsAtLevel | undefined;
  /** Set where it is not clear whether memory grows: when to look again, and how long was seen where that is too little. */
  readonly open?:
    | {
        readonly again: string;
        readonly seen?: Milliseconds | undefined;
        /** When the limit would be met at the rate of late. */
        readonly fullIn?: Milliseconds | undefined;
      }
    | undefined;
  /** A bound of the runtime that keeps the heap from using a larger limit: `-Xmx`. */
  readonly bound: string | undefined;
  /** How fast what counts against the limit grows, in bytes an hour; undefined where it is not clear that it does. */
  readonly perHour?: number | undefined;
  /** What earlier runs, of another revision, stood level at, where this one is below: it may still fill as they did. */
  readonly below?: Growth['below'];
  /** A height that this run reached before and left. */
  readonly returned?: Returned | undefined;
  /** How long a run takes to the limit, where each new start of it resets a growth that all of them have. */
  readonly untilFull?: Milliseconds | undefined;
  /** How long it has been level, where it grew and stands: it may be full, or pause. */
  readonly stands?: Milliseconds | undefined;
  /** Whether what to fix is not known: then no line about it follows. */
  readonly fixUnknown?: true | undefined;
  /** Pods of the service that grew until the kubelet evicted them. */
  readonly evicted?: EvictedGrowing | undefined;
  /** Set where it does not run in Kubernetes. */
  readonly elsewhere?: true | undefined;
  /** How many other pods run, where none of them grows or was killed. */
  readonly othersSpared?: number | undefined;
}
