import type { AmountUnit } from '../../measurement/amount.ts';

/** How a call path changed between the sides, by absolute growth: three steps up to the largest growth. */
export type Growth = 'same' | 'little' | 'more' | 'most' | 'smaller';

/** One box of a flame graph; positions are shares of the full width (0 to 1) and rows from the root (0). */
export interface FlameBox {
  /** `elided`: stands for `frames` successive frames left out; `other`: for as many small siblings. */
  readonly kind: 'frame' | 'elided' | 'other';
  readonly name: string;
  readonly row: number;
  readonly x: number;
  readonly width: number;
  readonly value: number;
  /** current − base of the same call path, in the graph's unit. */
  readonly delta: number;
  readonly growth: Growth;
  /** On the path that grew most. */
  readonly top: boolean;
  /** The end of that path: the frame to look at. */
  readonly peak: boolean;
  /** Frames below this one that the graph has no rows for. */
  readonly deeper: number;
}

export interface FlameSide {
  readonly label: 'A' | 'B';
  /** `22 Nov 14:36` */
  readonly time: string;
  /** `88 MiB, 25 min after start` */
  readonly caption: string;
  readonly boxes: readonly FlameBox[];
}

/** Two sides of a comparison on one scale, the same call path in the same order on both. */
export interface FlameGraph {
  readonly kind: 'flame-graph';
  readonly title: string;
  readonly subtitle: string;
  readonly alt: string;
  readonly unit: AmountUnit;
  /** CSS pixels of the picture that the small frames were merged for. */
  readonly width: number;
  readonly sides: readonly [FlameSide, FlameSide];
  /** Rows of either side, the root included. */
  readonly rows: number;
  /** The growth (in `unit`) that has the strongest colour. */
  readonly maxDelta: number;
}
