import type { DiffNode } from '../../profile/comparison.ts';

/** A node of the tree that is drawn: a frame, or what stands for frames that are not. */
export interface ShownNode {
  readonly kind: 'frame' | 'elided' | 'other';
  readonly name: string;
  /** How many frames (or siblings) it stands for; 1 for a frame. */
  readonly frames: number;
  readonly base: number;
  readonly current: number;
  readonly application: boolean;
  readonly top: boolean;
  readonly children: readonly ShownNode[];
}

/** The tree with the children that are too narrow on both sides merged into one box a parent, always the last. */
export function withSmallMerged(node: DiffNode, least: number): ShownNode {
  const small = node.children.filter((child) => child.top !== true && Math.max(child.base, child.current) < least);
  const large = node.children.filter((child) => !small.includes(child));
  const children = large.map((child) => withSmallMerged(child, least));
  return {
    kind: 'frame',
    name: node.name,
    frames: 1,
    base: node.base,
    current: node.current,
    application: node.application === true,
    top: node.top === true,
    children: [...children, ...merged(small)],
  };
}

/** One box for several siblings: `3 other`. */
export function merged(
  nodes: readonly (Pick<ShownNode, 'name' | 'base' | 'current'> & { readonly frames?: number })[],
): readonly ShownNode[] {
  const [only] = nodes;
  if (only === undefined) return [];
  const frames = nodes.reduce((sum, node) => sum + (node.frames ?? 1), 0);
  return [
    {
      kind: 'other',
      name: nodes.length === 1 ? only.name : `${frames} other`,
      frames,
      base: nodes.reduce((sum, node) => sum + node.base, 0),
      current: nodes.reduce((sum, node) => sum + node.current, 0),
      application: false,
      top: false,
      children: [],
    },
  ];
}

/** The end of the path that grew most: the frame to look at. */
export function isEndOfTop(node: ShownNode): boolean {
  return node.top && !node.children.some((child) => child.top);
}

/** Rows that a node and everything below it need. */
export function heightOf(node: ShownNode): number {
  return 1 + node.children.reduce((highest, child) => Math.max(highest, heightOf(child)), 0);
}
