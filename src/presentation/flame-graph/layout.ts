import type { FlameBox } from './flame-graph.ts';
import { growthOf } from './growth.ts';
import { heightOf, isEndOfTop, type ShownNode } from './shown-tree.ts';

interface Scale {
  /** The value that is as wide as the picture. */
  readonly full: number;
  /** The growth of the strongest colour. */
  readonly strongest: number;
  readonly rows: number;
}

/** The boxes of one side; a path without value on this side has none. Boxes lie within their parents, side by side. */
export function boxesOf(root: ShownNode, side: 'base' | 'current', scale: Scale): readonly FlameBox[] {
  const boxes: FlameBox[] = [];
  const place = (node: ShownNode, row: number, x: number, room: number): number => {
    const width = Math.min(scale.full > 0 ? node[side] / scale.full : 0, room);
    if (width <= 0) return 0;
    const delta = node.current - node.base;
    const growth = growthOf(delta, scale.strongest);
    boxes.push({
      kind: node.kind,
      name: node.name,
      row,
      x,
      width,
      value: node[side],
      delta,
      growth,
      top: node.top,
      // A box that stands for frames is never the frame to look at.
      peak: node.kind === 'frame' && isEndOfTop(node) && growth !== 'same',
      deeper: row === scale.rows - 1 ? heightOf(node) - 1 : 0,
    });
    if (row === scale.rows - 1) return width;
    let used = 0;
    for (const child of node.children) used += place(child, row + 1, x + used, width - used);
    return width;
  };
  place(root, 0, 0, 1);
  return boxes;
}
