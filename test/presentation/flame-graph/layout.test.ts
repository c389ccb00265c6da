import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FlameBox } from '../../../src/presentation/flame-graph/flame-graph.ts';
import { growthOf } from '../../../src/presentation/flame-graph/growth.ts';
import type { DiffNode } from '../../../src/profile/comparison.ts';
import { comparing, flameGraphOf } from './a-tree.ts';

/** Trees as a comparison makes them: children never sum to more than their parent, one path is the top one. */
const trees: fc.Arbitrary<DiffNode> = fc
  .tuple(fc.integer({ min: 0, max: 1e6 }), fc.integer({ min: 1, max: 1e6 }), fc.integer({ min: 0, max: 2 ** 31 }))
  .map(([base, current, seed]) => grown({ base, current }, { random: sequence(seed), depth: 0, top: true }));

interface Growing {
  readonly random: () => number;
  readonly depth: number;
  readonly top: boolean;
}

function grown(value: { base: number; current: number }, { random, depth, top }: Growing): DiffNode {
  const count = depth > 14 ? 0 : Math.floor(random() * 3.2);
  let { base, current } = value;
  const children: DiffNode[] = [];
  for (let i = 0; i < count; i += 1) {
    const share = random() < 0.4 ? 1 : random();
    const own = { base: Math.floor(base * share), current: Math.floor(current * share) };
    base -= own.base;
    current -= own.current;
    children.push(grown(own, { random, depth: depth + 1, top: top && i === 0 }));
  }
  return { name: `f${Math.floor(random() * 1e6)}`, ...value, application: random() < 0.5, top, children };
}

function sequence(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

function endOfTop(node: DiffNode): DiffNode {
  const next = node.children.find((child) => child.top === true);
  return next === undefined ? node : endOfTop(next);
}

const EPSILON = 1e-9;
const endOf = (box: FlameBox) => box.x + box.width;

test('boxes lie inside a parent, side by side, inside the picture', () => {
  fc.assert(
    fc.property(trees, fc.integer({ min: 3, max: 12 }), (tree, rows) => {
      const graph = flameGraphOf(comparing(tree), rows);
      for (const { boxes } of graph.sides) {
        const byRow = Map.groupBy(boxes, (box) => box.row);
        for (const [row, own] of byRow) {
          expect(row).toBeLessThan(graph.rows);
          own.forEach((box, i) => {
            expect(box.width).toBeGreaterThan(0);
            expect(endOf(box)).toBeLessThanOrEqual(1 + EPSILON);
            const next = own[i + 1];
            if (next !== undefined) expect(next.x).toBeGreaterThanOrEqual(endOf(box) - EPSILON);
            const above = (byRow.get(row - 1) ?? []).filter(
              (parent) => parent.x <= box.x + EPSILON && endOf(parent) >= endOf(box) - EPSILON,
            );
            expect(above.length).toBe(row === 0 ? 0 : 1);
          });
        }
      }
    }),
  );
});

function once(names: readonly string[]): readonly string[] {
  return names.filter((name) => names.indexOf(name) === names.lastIndexOf(name));
}

test('widths are values on one scale, and the frame to look at is in sight', () => {
  fc.assert(
    fc.property(trees, fc.integer({ min: 3, max: 12 }), (tree, rows) => {
      const full = Math.max(tree.base, tree.current);
      const graph = flameGraphOf(comparing(tree), rows);
      for (const { boxes } of graph.sides) {
        for (const box of boxes) expect(box.width).toBeCloseTo(box.value / full, 9);
      }
      const [, current] = graph.sides;
      const end = endOfTop(tree);
      const grew = growthOf(end.current - end.base, Math.max(graph.maxDelta, full * (1 / 3))) !== 'same';
      const peaks = current.boxes.filter((box) => box.peak).map((box) => box.name);
      expect(peaks).toEqual(grew && end.current > 0 ? [end.name] : []);
      // Elided boxes may share a name in a row: only what is there once on either side can be seen in order.
      const order = (boxes: readonly FlameBox[]) => once(boxes.map((box) => `${box.row} ${box.name}`));
      const [left, right] = [order(graph.sides[0].boxes), order(current.boxes)];
      expect(left.filter((box) => right.includes(box))).toEqual(right.filter((box) => left.includes(box)));
    }),
  );
});
