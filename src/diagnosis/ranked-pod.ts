import type { Bytes } from '../measurement/bytes.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import type { Growth } from './growth.ts';
import type { RateNow } from './rate-now.ts';

/** One pod in the order of suspicion, for the menu. */
export interface RankedPod {
  readonly pod: string;
  /** The short name, unique among the pods: `x2x`. */
  readonly name: string;
  /** `x2x — 498 MiB, 4 kills, next about 14:20 UTC`. */
  readonly caption: string;
  readonly memory: PodMemory;
  /** What counts against its limit at the end of the window, as far as that was read; else RSS. */
  readonly level: Bytes;
  readonly growth: Growth;
  /** How fast it climbs now, where it grows: the figure of headline, table and forecast. */
  readonly rate: RateNow;
  /** When it is expected to be killed; absent for pods that are gone, do not grow or have no limit. */
  readonly nextKill?: NextKill | undefined;
}
