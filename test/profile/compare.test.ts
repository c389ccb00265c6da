import { describe, expect, test } from 'vitest';
import type { AlignOptions } from '../../src/profile/alignment.ts';
import { compareProfiles } from '../../src/profile/compare.ts';
import type { Comparison, DiffNode } from '../../src/profile/comparison.ts';
import { diffProfiles } from '../../src/profile/diff.ts';
import { drawnProfile } from '../support/profile/drawn-profile.ts';

const MAIN = 'main.main /src/main.go:3';
const PUT = 'acme.test/x/cache.Put /src/cache/cache.go:9';
const JSON_GO = 'encoding/json.Marshal /usr/local/go/src/encoding/json/encode.go:163';
const DEPENDENCY = 'github.com/foo/bar.New /go/pkg/mod/github.com/foo/bar@v1.2.3/bar.go:7';

function compare(base: string, current: string, options: AlignOptions = {}): Comparison {
  return compareProfiles(
    { time: 0, profile: drawnProfile(base) },
    { time: 1, profile: drawnProfile(current) },
    options,
  );
}

/** `+5 cache.Put:9 < main.main:3 (json.Marshal)`. */
function paths(comparison: Comparison): string[] {
  return comparison.paths.map(({ delta, frames, below }) => {
    const stack = frames.map((frame) => `${frame.function.split('/').at(-1)}:${frame.line}`).join(' < ');
    return `+${delta} ${stack}${below.length === 0 ? '' : ` (${below.join(', ')})`}`;
  });
}

function drawTree(node: DiffNode, depth = 0): string {
  const marks = `${node.application === true ? ' application' : ''}${node.top === true ? ' top' : ''}`;
  const line = `${'  '.repeat(depth)}${node.name} ${node.base} ${node.current}${marks}`;
  return [line, ...node.children.map((child) => drawTree(child, depth + 1))].join('\n');
}

describe('paths', () => {
  test('are reported from the first application frame, merging what lies below it', () => {
    const comparison = compare(
      `10 ${MAIN} > ${PUT} > ${JSON_GO}`,
      `30 ${MAIN} > ${PUT} > ${JSON_GO}
       20 ${MAIN} > ${PUT} > ${DEPENDENCY}
        5 ${MAIN} > ${PUT}`,
    );
    expect(paths(comparison)).toEqual(['+45 cache.Put:9 < main.main:3 (encoding/json.Marshal)']);
    expect(comparison.paths[0]?.share).toBe(1);
  });

  test('are distinguished by the line of that frame', () => {
    const other = PUT.replace(':9', ':12');
    const comparison = compare(`1 ${MAIN} > ${PUT}\n1 ${MAIN} > ${other}`, `4 ${MAIN} > ${PUT}\n9 ${MAIN} > ${other}`);
    expect(paths(comparison)).toEqual(['+8 cache.Put:12 < main.main:3', '+3 cache.Put:9 < main.main:3']);
  });

  test('match between revisions whose lines moved', () => {
    const at = (put: number, main: number) => `${MAIN.replace(':3', `:${main}`)} > ${PUT.replace(':9', `:${put}`)}`;
    const comparison = compare(`10 ${at(9, 3)}\n5 ${at(12, 3)}`, `11 ${at(20, 4)}\n9 ${at(23, 4)}`);
    expect(paths(comparison)).toEqual(['+4 cache.Put:23 < main.main:4', '+1 cache.Put:20 < main.main:4']);
  });

  test('are the same however deep a function recursed', () => {
    const [even, odd] = ['acme.test/x.Even /src/x.go:5', 'acme.test/x.Odd /src/x.go:8'];
    const comparison = compare(
      `1 ${MAIN} > ${even} > ${odd}`,
      `2 ${MAIN} > ${even} > ${odd} > ${even} > ${odd}
       3 ${MAIN} > ${even} > ${even} > ${even} > ${odd}`,
    );
    expect(paths(comparison)).toEqual(['+4 x.Odd:8 < x.Even:5 < main.main:3']);
  });

  test('without application frames are reported from a dependency, not from the runtime', () => {
    const runtime = 'runtime.mallocgc /usr/local/go/src/runtime/malloc.go:1';
    const comparison = compare('', `7 ${JSON_GO} > ${DEPENDENCY} > ${runtime}`);
    expect(paths(comparison)).toEqual(['+7 bar.New:7 < json.Marshal:163 (runtime.mallocgc)']);
  });

  test('that shrank are no growth, and others then explain more than all of it', () => {
    const comparison = compare(`10 ${MAIN} > ${PUT}\n10 ${MAIN}`, `4 ${MAIN} > ${PUT}\n22 ${MAIN}`);
    expect(paths(comparison)).toEqual(['+12 main.main:3']);
    expect(comparison.paths[0]?.share).toBe(2);
  });
});

describe('totals', () => {
  test('are absolute, never scaled to each other', () => {
    const { base, current, delta } = compare(`10 ${MAIN}`, `30 ${MAIN}`);
    expect([base.total, current.total, delta]).toEqual([10, 30, 20]);
  });

  test('of merged profiles are divided by their number', () => {
    const comparison = compare(`10 ${MAIN}`, `90 ${MAIN}`, { merged: { base: 1, current: 3 } });
    expect([comparison.current.total, ...paths(comparison)]).toEqual([30, '+20 main.main:3']);
  });

  test('count only samples that carry the labels asked for', () => {
    const sides = [`1 kind=x ${MAIN}\n2 bytes=64 ${MAIN}`, `10 kind=x ${MAIN}\n20 bytes=64 ${MAIN}`] as const;
    expect(compare(...sides, { labels: { kind: 'x' } }).delta).toBe(9);
    expect(compare(...sides, { labels: { bytes: '64' } }).delta).toBe(18);
    expect(compare(...sides, { labels: { kind: 'y' } }).delta).toBe(0);
  });
});

test('a sample type is found by its name and unit: damaged profiles have a name twice', () => {
  const [first = { type: '', unit: '' }] = drawnProfile(`1 ${MAIN}`).sampleTypes;
  const twice = { ...drawnProfile(''), sampleTypes: [{ ...first, unit: 'count' }, first] };
  expect(diffProfiles(twice, twice).unit).toBe(first.unit);
});

describe('the tree', () => {
  test('carries both sides, marks own code and the path that grew most, and drops what cannot be seen', () => {
    const comparison = compare(
      `1000 ${MAIN} > ${PUT} > ${JSON_GO}`,
      `3000 ${MAIN} > ${PUT} > ${JSON_GO}
       1500 ${MAIN} > ${DEPENDENCY}
          2 ${MAIN} > acme.test/x.Small /src/x.go:1`,
    );
    expect(drawTree(comparison.tree)).toBe(`all 1000 4502 top
  main.main 1000 4502 application top
    cache.Put 1000 3000 application top
      json.Marshal 1000 3000
    bar.New 0 1500`);
  });
});

describe('functions', () => {
  test('of one name in two files are two, and recursion counts once', () => {
    const [here, there] = ['x.F /a/x.go:1', 'x.F /b/x.go:1'];
    const diff = diffProfiles(drawnProfile(`1 ${here}`), drawnProfile(`5 ${here} > ${there} > ${here}`));
    expect(diff.functions.map(({ file, flat, cum }) => [file, flat.delta, cum.delta])).toEqual([
      ['/a/x.go', 4, 4],
      ['/b/x.go', 0, 5],
    ]);
  });
});

test('of several sample types the first that the profiles have is compared: profilers name memory in use differently', () => {
  const [{ type } = { type: '' }] = drawnProfile(`1 ${MAIN}`).sampleTypes;
  const sides = [
    { time: 0, profile: drawnProfile(`1 ${MAIN}`) },
    { time: 1, profile: drawnProfile(`9 ${MAIN}`) },
  ] as const;
  expect(compareProfiles(...sides, { sampleType: ['inuse_of_another', type] })).toMatchObject({
    sampleType: type,
    delta: 8,
  });
  expect(() => compareProfiles(...sides, { sampleType: ['inuse_of_another', 'live'] })).toThrow(
    'no sample type inuse_of_another or live in this profile',
  );
});
