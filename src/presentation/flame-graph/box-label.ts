import { formatAmount, formatAmountDelta } from '../../measurement/amount.ts';
import { formatBytes, formatBytesDelta, formatFigure, GiB, KiB, MiB } from '../../measurement/bytes.ts';
import type { FlameBox, FlameGraph } from './flame-graph.ts';

/** Fewer characters of a name than this mean nothing. */
const LEAST_NAME = 5;

/** The most telling label that has room in a box; empty when none has. `fits` measures in the font that draws it. */
export function boxLabel(box: FlameBox, unit: FlameGraph['unit'], fits: (text: string) => boolean): string {
  const value = formatAmount(box.value, unit);
  const delta = box.growth === 'same' ? '' : `  ${deltaLabel(box, unit)}`;
  const deeper = box.deeper > 0 ? `  ⋯ ${box.deeper} deeper` : '';
  const names = [box.name, ...shorterNames(box)];
  const candidates = [
    `${box.name}  ${value}${delta}${deeper}`,
    `${box.name}  ${value}${delta}`,
    `${box.name}${delta}`,
    ...names,
  ];
  return candidates.find(fits) ?? shortened(names.at(-1) ?? '', fits);
}

/** `+296` where the value beside it has the same unit, else with its own. */
function deltaLabel(box: FlameBox, unit: FlameGraph['unit']): string {
  if (unit !== 'bytes') return formatAmountDelta(box.delta, unit);
  const sign = box.delta > 0 ? '+' : '−';
  const size = [GiB, MiB, KiB].find((candidate) => box.value >= candidate && Math.abs(box.delta) >= candidate);
  const sameUnit = size !== undefined && formatBytes(box.value).split(' ')[1] === formatBytes(box.delta).split(' ')[1];
  return sameUnit ? `${sign}${formatFigure(Math.abs(box.delta) / size)}` : formatBytesDelta(box.delta);
}

/** `(*MarketsValueCache).Put` and `Put` of `cache.(*MarketsValueCache).Put`; `⋯ 6` of `⋯ 6 frames`. */
function shorterNames({ kind, name }: FlameBox): readonly string[] {
  if (kind !== 'frame') return [name.replace(/ frames$/, '')];
  const unqualified = /^[^(\s]*?\.(\(.*)$/.exec(name)?.[1];
  // A closure is known by the function around it: `Count.func6`, not `func6`.
  const last = /[^.()*\s]+(?:\.func\d+(?:\.\d+)*)?$/.exec(name)?.[0];
  return [unqualified, last].filter((shorter) => shorter !== undefined);
}

function shortened(name: string, fits: (text: string) => boolean): string {
  let low = 0;
  let high = name.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(`${name.slice(0, middle)}…`)) low = middle;
    else high = middle - 1;
  }
  return low < LEAST_NAME ? '' : `${name.slice(0, low)}…`;
}
