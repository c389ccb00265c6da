import type { ContainerRun } from '../../src/attribution/container-run.ts';
import { MiB } from '../../src/measurement/bytes.ts';
import type { Quantity } from '../../src/metrics/catalogue.ts';
import type { Measured } from '../../src/metrics/measured.ts';
import { trackOf } from '../../src/metrics/series.ts';
import { minute } from '../support/a-pod.ts';

/** A figure that stands, or goes evenly from each value to the next: the first at the start of the run, the last at its end. */
export type Drawn = number | readonly number[];

type Drawing = Readonly<Partial<Record<Quantity, Drawn>>>;

interface RunDrawn extends Partial<Omit<ContainerRun, 'tracks' | 'limit'>> {
  /** Minutes; one sample each. */
  readonly minutes?: number;
  /** Of its pod's life; later runs follow earlier ones. */
  readonly after?: number;
  readonly limit?: number;
  /** MiB. */
  readonly bytes: Drawing;
  readonly counts?: Drawing;
}

/** A run of 100 minutes, drawn in MiB and counts; anonymous memory alone where nothing else is said. */
export function aRun({ minutes = 100, after = 0, limit, bytes, counts = {}, ...rest }: RunDrawn): ContainerRun {
  const draw = (drawn: Drawn, unit: number): Measured['track'] => {
    const knots = typeof drawn === 'number' ? [drawn, drawn] : drawn;
    return trackOf(
      Array.from({ length: minutes + 1 }, (_, i) => {
        const at = (i / minutes) * (knots.length - 1);
        const [before = 0, next = before] = knots.slice(Math.floor(at));
        return [minute(after + i), (before + (next - before) * (at % 1)) * unit];
      }),
    );
  };
  const tracks: Partial<Record<Quantity, Measured>> = {};
  for (const [quantity, drawn] of Object.entries(bytes))
    tracks[quantity as Quantity] = { track: draw(drawn, MiB), metric: quantity, reading: 'value' };
  for (const [quantity, drawn] of Object.entries(counts))
    tracks[quantity as Quantity] = { track: draw(drawn, 1), metric: quantity, reading: 'value' };
  const limits = limit === undefined ? undefined : limit * MiB;
  return {
    pod: 'api-1',
    runtime: 'unknown',
    from: minute(after),
    to: minute(after + minutes),
    end: 'running',
    startSeen: true,
    startedAt: minute(after),
    limit: limits,
    limits: [{ from: minute(after), limit: limits }],
    ...rest,
    tracks,
  };
}

/** The figures of a Go process; what a test is about overrides them. */
export function goBytes(own: Drawing): Drawing {
  return {
    'live-heap': 20,
    'heap-inuse': 40,
    'heap-idle': 12,
    'heap-released': 4,
    stacks: 2,
    'runtime-sys': 64,
    ...own,
  };
}
