import { MINUTE } from '../../../src/measurement/duration.ts';
import { comparisonFlameGraph } from '../../../src/presentation/flame-graph/comparison-flame-graph.ts';
import type { FlameGraph } from '../../../src/presentation/flame-graph/flame-graph.ts';
import type { Comparison, DiffNode } from '../../../src/profile/comparison.ts';
import { T0 } from '../../support/a-pod.ts';

interface Row {
  readonly indent: number;
  readonly node: DiffNode;
}

/** A tree drawn as indented lines: name, base, current, and `app` and `top` where they hold. */
export function aTree(drawing: string): DiffNode {
  const rows = drawing
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line): Row => {
      const [name = '', base = '0', current = '0', ...flags] = line.trim().split(/\s+/);
      const node = { name, base: Number(base), current: Number(current), children: [] };
      return {
        indent: line.search(/\S/),
        node: { ...node, application: flags.includes('app'), top: flags.includes('top') },
      };
    });
  const [root, ...rest] = rows;
  if (root === undefined) throw new Error('a tree has a root');
  return { ...withChildren(root, rest), top: rest.some((row) => row.node.top) };
}

function withChildren(row: Row, below: readonly Row[]): DiffNode {
  const level = below[0]?.indent;
  const children: DiffNode[] = [];
  below.forEach((child, i) => {
    if (child.indent !== level) return;
    const next = below.findIndex((other, j) => j > i && other.indent <= child.indent);
    children.push(withChildren(child, below.slice(i + 1, next < 0 ? undefined : next)));
  });
  const top = row.node.top === true || children.some((child) => child.top === true);
  return { ...row.node, top, children };
}

/** A comparison of heaps with this tree. */
export function comparing(tree: DiffNode): Comparison {
  const leaf = endOf(tree);
  const delta = leaf.current - leaf.base;
  const frames = [{ function: leaf.name, file: 'cache.go', line: 88 }];
  return {
    sampleType: 'inuse_space',
    unit: 'bytes',
    base: { time: T0, total: tree.base },
    current: { time: T0 + 258 * MINUTE, total: tree.current },
    delta: tree.current - tree.base,
    paths: delta > 0 ? [{ frames, below: [], base: leaf.base, current: leaf.current, delta, share: 1 }] : [],
    tree,
  };
}

function endOf(node: DiffNode): DiffNode {
  const next = node.children.find((child) => child.top === true);
  return next === undefined ? node : endOf(next);
}

export function flameGraphOf(comparison: Comparison, rows?: number, width?: number): FlameGraph {
  return comparisonFlameGraph({
    comparison,
    title: 'cache.Put keeps 62 of 80',
    pod: 'x2x',
    a: { time: '22 Nov 14:36', caption: '88 MiB' },
    b: { time: '22 Nov 18:54', caption: '402 MiB' },
    noun: 'goroutines',
    rows,
    width,
  });
}
