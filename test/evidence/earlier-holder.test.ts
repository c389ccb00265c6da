import { expect, test } from 'vitest';
import type { ComparisonPair } from '../../src/evidence/comparison-pair.ts';
import { withEarlierHolder } from '../../src/evidence/earlier-holder.ts';
import type { Snapshot } from '../../src/evidence/ports.ts';
import type { Comparison, GrowthPath } from '../../src/profile/comparison.ts';
import type { Kept } from '../../src/profile/kept.ts';

const snapshot = (time: number, instance = 'pay-1'): Snapshot => ({
  source: 'a folder',
  id: `${time}`,
  kind: 'heap',
  instance,
  time,
});

const at = (time: number): Comparison => {
  const side = { time, total: 1 };
  const tree = { name: 'all', base: 0, current: 1, children: [] };
  return { sampleType: 'inuse_space', unit: 'bytes', base: side, current: side, delta: 1, tree, paths: [] };
};

function path(kept: Kept, line = 16): GrowthPath {
  const frames = [{ function: 'dev.kestrel.rules.RuleEngine.discount', file: 'RuleEngine.java', line }];
  return { frames, below: [], base: 0, current: 1, delta: 1, share: 1, kept };
}

const pair: ComparisonPair = {
  base: snapshot(10),
  current: snapshot(90),
  lifetime: { from: 0, to: 100, end: 'running' },
};
const snapshots = [10, 20, 30, 50, 70, 80, 90].map((time) => snapshot(time));

/** Which profiles were read, and what is said of the path that grew most. */
async function asked(top: GrowthPath, paths: Readonly<Record<number, readonly GrowthPath[]>>, of = snapshots) {
  const read: number[] = [];
  const compare = ({ current: { time } }: ComparisonPair) => {
    read.push(time);
    return Promise.resolve(paths[time] && { ...at(time), paths: paths[time] });
  };
  const found = await withEarlierHolder({ ...at(90), paths: [top] }, { pair, snapshots: of, compare });
  return { read, kept: found.paths[0]?.kept };
}

const held = { class: 'byte[]', holder: 'RulesApp.rules → RuleEngine.compiled → ConcurrentHashMap' };

test('what keeps a path is looked up in the profiles before, the newest first, and has its time', async () => {
  expect(await asked(path({ class: 'byte[]' }), { 80: [], 70: [path(held)], 50: [path(held)] })).toEqual({
    read: [80, 70],
    kept: { ...held, asOf: 70 },
  });
});

test('no more than four are read, and one that cannot be read is left out', async () => {
  const { read, kept } = await asked(path({ class: 'byte[]' }), { 20: [path(held)] });
  expect([read, kept]).toEqual([[80, 70, 50, 30], { class: 'byte[]' }]);
});

test('nothing is read where the keeper is known, where none was found, or where no profile shows objects', async () => {
  for (const kept of [held, { class: 'byte[]', unheld: true as const }])
    expect((await asked(path(kept), { 80: [path(held)] })).read).toEqual([]);
  const { kept: _, ...without } = path({});
  expect((await asked(without, { 80: [path(held)] })).read).toEqual([]);
});

test('what keeps another line, another class, or objects of another pod is no keeper', async () => {
  const others = [path(held, 15), path({ ...held, class: 'int[]' })];
  expect((await asked(path({ class: 'byte[]' }), { 80: others })).kept).toEqual({ class: 'byte[]' });
  const ofAnother = [snapshot(10), snapshot(80, 'pay-2'), snapshot(90)];
  expect((await asked(path({ class: 'byte[]' }), { 80: [path(held)] }, ofAnother)).read).toEqual([]);
});

test('each path that is named gets its keeper, of the newest profile that shows it, and others are left as they are', async () => {
  const read: number[] = [];
  const shown: Readonly<Record<number, readonly GrowthPath[]>> = {
    80: [path(held, 16), path({ class: 'byte[]' }, 20)],
    70: [path({ ...held, holder: 'older' }, 16), path({ ...held, holder: 'RulesApp.names → ArrayList' }, 20)],
  };
  const compare = ({ current: { time } }: ComparisonPair) => {
    read.push(time);
    return Promise.resolve(shown[time] && { ...at(time), paths: shown[time] });
  };
  const known = path({ class: 'int[]', holder: 'RulesApp.scores' }, 30);
  const small = { ...path({ class: 'byte[]' }, 20), share: 0.01 };
  const wanted = [path({ class: 'byte[]' }), path({ class: 'byte[]' }, 20), known, small];
  const found = await withEarlierHolder({ ...at(90), paths: wanted }, { pair, snapshots, compare });
  expect(read).toEqual([80, 70]);
  expect(found.paths.map(({ kept }) => [kept?.holder, kept?.asOf])).toEqual([
    [held.holder, 80],
    ['RulesApp.names → ArrayList', 70],
    ['RulesApp.scores', undefined],
    [undefined, undefined],
  ]);
});
