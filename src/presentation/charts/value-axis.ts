import { scaleLinear } from 'd3-scale';
import { type Bytes, formatBytes, GiB, KiB, MiB } from '../../measurement/bytes.ts';
import { formatCount } from '../../measurement/count.ts';
import type { ChartUnit, ValueAxis } from './time-chart.ts';

/** More figures beside an axis are not read on a phone. */
const MOST_TICKS = 5;
/** The line of a limit needs room above it for its label and for the crosses that stand on it. */
const ROOM_ABOVE = 1.16;

/** An axis from zero that shows `highest`, with bytes at binary-round figures: 128 MiB, 256 MiB … */
export function valueAxis(unit: ChartUnit, highest: number): ValueAxis {
  const shown = Math.max(highest, unit === 'bytes' ? KiB : 1);
  const top = shown * ROOM_ABOVE;
  if (unit === 'bytes') return { unit, top, ticks: byteTicks(shown) };
  const values = scaleLinear()
    .domain([0, shown])
    .ticks(MOST_TICKS - 1)
    .filter((value) => Number.isInteger(value));
  return { unit, top, ticks: values.map((value) => ({ value, label: formatCount(value) })) };
}

function byteTicks(highest: Bytes): ValueAxis['ticks'] {
  let step = 1;
  while (highest / step >= MOST_TICKS) step *= 2;
  const values = Array.from({ length: Math.floor(highest / step) + 1 }, (_, i) => i * step);
  return values.map((value) => ({ value, label: value === 0 ? `0 ${unitOf(step)}` : formatBytes(value) }));
}

function unitOf(step: Bytes): string {
  if (step >= GiB) return 'GiB';
  if (step >= MiB) return 'MiB';
  return step >= KiB ? 'KiB' : 'B';
}
