import type { Bytes } from '../measurement/bytes.ts';
import type { Stretch } from './stretch.ts';

/** How one container of a workload's pods stands, in the pod where it does worst. */
export interface ContainerStanding {
  readonly container: string;
  /** Kills for memory in the window, in all pods. */
  readonly kills: number;
  /** Its climb, where it grows. */
  readonly climb?: Stretch | undefined;
  /** The climb as a share of the limit; of twice its first level where no limit is known. */
  readonly share: number;
  readonly level: Bytes;
  readonly limit?: Bytes | undefined;
}
