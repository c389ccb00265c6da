/** One box of a flame graph; positions are shares of the full width (0 to 1) and a depth from the root (0). */
export interface FlameBox {
  readonly name: string;
  readonly depth: number;
  readonly x: number;
  readonly width: number;
  readonly value: number;
  /** current − base of the same call path, in the profile's unit. */
  readonly delta: number;
  /** The box on the path that grew most. */
  readonly highlighted: boolean;
}

export interface FlameSide {
  readonly label: 'A' | 'B';
  /** `22 Nov 14:36` */
  readonly time: string;
  /** `88 MiB, 25 min after start` */
  readonly caption: string;
  readonly boxes: readonly FlameBox[];
}

/** Two sides of a comparison on one scale, coloured by absolute growth. */
export interface FlameGraph {
  readonly kind: 'flame-graph';
  readonly title: string;
  readonly subtitle: string;
  readonly alt: string;
  readonly unit: 'bytes' | 'count';
  readonly sides: readonly [FlameSide, FlameSide];
  /** The growth (in `unit`) that has the strongest colour. */
  readonly maxDelta: number;
}
