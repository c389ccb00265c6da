import type { Instant } from '../../../src/foundation/clock.ts';
import type { Bytes } from '../../../src/measurement/bytes.ts';

/** What happened to the workload, in the order in which it happened: the truth that a recording is judged by. */
export type LabEvent =
  | {
      readonly kind: 'container-started';
      readonly time: Instant;
      readonly pod: string;
      readonly container: string;
      readonly containerId: string;
    }
  | {
      readonly kind: 'oom-killed';
      readonly time: Instant;
      readonly pod: string;
      readonly container: string;
      readonly restarts: number;
    }
  | {
      readonly kind: 'exited';
      readonly time: Instant;
      readonly pod: string;
      readonly container: string;
      readonly exitCode: number;
    }
  | {
      readonly kind: 'resized';
      readonly time: Instant;
      readonly pod: string;
      readonly container: string;
      readonly limitBytes: Bytes;
    }
  | { readonly kind: 'pod-deleted'; readonly time: Instant; readonly pod: string }
  | { readonly kind: 'rolled-out'; readonly time: Instant; readonly revision: string; readonly previous: string };
