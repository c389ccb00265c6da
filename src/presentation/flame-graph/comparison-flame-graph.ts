import { amountUnit, formatAmount, formatAmountDelta } from '../../measurement/amount.ts';
import { capitalised } from '../../measurement/sentence.ts';
import type { Comparison } from '../../profile/comparison.ts';
import { altText } from '../alt-text.ts';
import { fitted } from './elision.ts';
import type { FlameBox, FlameGraph } from './flame-graph.ts';
import { boxesOf } from './layout.ts';
import { heightOf, withSmallMerged } from './shown-tree.ts';
import { layoutWidthOf, USUAL_WIDTH } from './width.ts';

/** Boxes narrower than this, where type is 29 high, are merged: on a phone they are a hair. */
const LEAST_BOX = 14.4;
/** Rows of each side at most. */
const ROWS = 8;
/** The root, what is left out, and the frame to look at. */
const LEAST_ROWS = 3;
/** However small the largest growth is, a box that grew by less than a sixth of the picture is never the strongest. */
const LEAST_STRONGEST = 1 / 3;

export interface FlameGraphRequest {
  readonly comparison: Comparison;
  /** The finding: `MarketsValueCache keeps 271 of the 314 MiB that were added`. */
  readonly title: string;
  /** The pod as messages call it: `x2x`. */
  readonly pod: string;
  readonly a: { readonly time: string; readonly caption: string };
  readonly b: { readonly time: string; readonly caption: string };
  /** What a count counts, where the unit is not bytes. */
  readonly noun?: string | undefined;
  /** Rows that the picture has for either side, at least 3; 8 by default. */
  readonly rows?: number | undefined;
  /** CSS pixels, 200 to 8000; 1200 by default. */
  readonly width?: number | undefined;
}

const WHAT = {
  bytes: 'Live heap by allocation path',
  ppm: 'Parts of the larger live heap by allocation path',
} as const;

/**
 * Both sides of a comparison as a flame graph on one scale, coloured by absolute growth. Throws RangeError for a width
 * that cannot be drawn.
 */
export function comparisonFlameGraph(request: FlameGraphRequest): FlameGraph {
  const { comparison, width = USUAL_WIDTH } = request;
  const unit = amountUnit(comparison.unit);
  const full = Math.max(comparison.tree.base, comparison.tree.current);
  const allowed = Math.max(LEAST_ROWS, request.rows ?? ROWS);
  const tree = fitted(withSmallMerged(comparison.tree, (full * LEAST_BOX) / layoutWidthOf(width)), allowed);
  const rows = Math.min(allowed, heightOf(tree));
  const maxDelta = Math.max(comparison.delta, comparison.paths[0]?.delta ?? 0, 0);
  const scale = { full, strongest: Math.max(maxDelta, full * LEAST_STRONGEST), rows };
  const what = unit === 'count' ? `${capitalised(request.noun ?? 'count')} by stack` : WHAT[unit];
  return {
    kind: 'flame-graph',
    title: request.title,
    subtitle: [what, request.pod, comparison.sampleType, 'one scale for both'].join(' · '),
    alt: altFor(request, unit),
    unit,
    width,
    sides: [
      { label: 'A', ...request.a, boxes: boxesOf(tree, 'base', scale).map(asBefore) },
      { label: 'B', ...request.b, boxes: boxesOf(tree, 'current', scale) },
    ],
    rows,
    maxDelta,
  };
}

/** The earlier side shows where memory was, not what will grow: only what shrank since has a colour there. */
function asBefore(box: FlameBox): FlameBox {
  return { ...box, growth: box.growth === 'smaller' ? 'smaller' : 'same', peak: false };
}

function altFor({ comparison, title, a, b, pod }: FlameGraphRequest, unit: FlameGraph['unit']): string {
  const amount = (value: number) => formatAmount(value, unit);
  const change = (value: number) => formatAmountDelta(value, unit);
  const [leaf] = comparison.paths[0]?.frames ?? [];
  return altText([
    title,
    `Comparison flame graph of ${pod}. A, ${a.time}: ${a.caption}`,
    `B, ${b.time}: ${b.caption}`,
    // Parts of one heap have no total of their own: the sides say how large it was.
    unit === 'ppm'
      ? undefined
      : `Total ${amount(comparison.base.total)} to ${amount(comparison.current.total)}, ${change(comparison.delta)}`,
    ...comparison.paths.slice(0, 3).map((path) => {
      const at = path.frames[0] ?? leaf;
      return at === undefined
        ? undefined
        : `${change(path.delta)}${unit === 'ppm' ? ' of the larger heap' : ''} through ${at.function}`;
    }),
  ]);
}
