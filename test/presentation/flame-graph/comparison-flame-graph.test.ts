import { describe, expect, test } from 'vitest';
import type { FlameBox } from '../../../src/presentation/flame-graph/flame-graph.ts';
import { aTree, comparing, flameGraphOf } from './a-tree.ts';

/** One line a row: names with their widths in percent of the picture, `*` where the peak is. */
function drawn(boxes: readonly FlameBox[]): readonly string[] {
  const rows = Map.groupBy(boxes, (box) => box.row);
  return [...rows.values()].map((row) =>
    row.map((box) => `${box.name}${box.peak ? '*' : ''} ${Math.round(box.width * 100)}`).join(' | '),
  );
}

const leak = aTree(`
  all 20 100
    http.serve 10 80
      api.Quote 10 80 app top
        cache.Put 8 70 app top
        json.Unmarshal 2 10
    worker.Run 10 20 app
`);

describe('both sides', () => {
  test('are drawn on one scale, the same paths in the same order', () => {
    const [a, b] = flameGraphOf(comparing(leak)).sides;
    expect(drawn(a.boxes)).toEqual([
      'all 20',
      'http.serve 10 | worker.Run 10',
      'api.Quote 10',
      'cache.Put 8 | json.Unmarshal 2',
    ]);
    expect(drawn(b.boxes)).toEqual([
      'all 100',
      'http.serve 80 | worker.Run 20',
      'api.Quote 80',
      'cache.Put* 70 | json.Unmarshal 10',
    ]);
  });

  test('a path that is new has no box on the earlier side, one that is gone none on the later', () => {
    const [a, b] = flameGraphOf(comparing(aTree('all 50 50\n  old 50 0\n  new 0 50'))).sides;
    expect(drawn(a.boxes)).toEqual(['all 100', 'old 100']);
    expect(drawn(b.boxes)).toEqual(['all 100', 'new 100']);
  });
});

test('is plain data: what a page gets as JSON is what was drawn', () => {
  const graph = flameGraphOf(comparing(leak));
  expect(JSON.parse(JSON.stringify(graph))).toEqual(graph);
});

describe('colours', () => {
  const growthOf = (boxes: readonly FlameBox[]) => Object.fromEntries(boxes.map((box) => [box.name, box.growth]));

  test('show absolute growth: doubling from little is not what grew', () => {
    const tree = aTree('all 100 200\n  large 80 160 app top\n  small 2 4\n  mid 10 30\n  gone 8 2');
    const [a, b] = flameGraphOf(comparing(tree)).sides;
    expect(growthOf(b.boxes)).toEqual({ all: 'most', large: 'most', small: 'same', mid: 'more', gone: 'smaller' });
    expect(growthOf(a.boxes)).toEqual({ all: 'same', large: 'same', small: 'same', mid: 'same', gone: 'smaller' });
  });

  test('a change that is nothing beside the whole has none, and no frame is pointed at', () => {
    const [, b] = flameGraphOf(comparing(aTree('all 800 810\n  main.main 800 810 app top'))).sides;
    expect(growthOf(b.boxes)).toEqual({ all: 'same', 'main.main': 'same' });
    expect(b.boxes.some((box) => box.peak)).toBe(false);
  });
});

test('boxes too narrow to see are merged into one with their number', () => {
  const small = Array.from({ length: 12 }, (_, i) => `  tiny${i} 1 1`).join('\n');
  const [, b] = flameGraphOf(comparing(aTree(`all 1000 1000\n  main.main 900 900\n${small}`))).sides;
  expect(drawn(b.boxes)).toEqual(['all 100', 'main.main 90 | 12 other 1']);
});

describe('stacks deeper than the picture', () => {
  test('frames of others that only pass on become one box', () => {
    const tree = aTree(`
      all 10 100
        goexit 10 95
          conn.serve 10 95
            mux.ServeHTTP 10 95
              api.Quote 10 95 app top
                cache.Put 10 95 app top
    `);
    const [, b] = flameGraphOf(comparing(tree), 4).sides;
    expect(drawn(b.boxes)).toEqual(['all 100', '⋯ 3 frames 95', 'api.Quote 95', 'cache.Put* 95']);
  });

  test('the frame that grew most stays in sight, the middle of its path goes', () => {
    const own = ['a', 'b', 'c', 'd', 'e', 'f'].map((name, i) => `${'  '.repeat(i + 1)}app.${name} 10 90 app top`);
    const [, b] = flameGraphOf(comparing(aTree(`all 10 100\n${own.join('\n')}`)), 4).sides;
    expect(drawn(b.boxes)).toEqual(['all 100', '⋯ 4 frames 90', 'app.e 90', 'app.f* 90']);
  });

  test('what branches off an elided run is not lost', () => {
    const tree = aTree(`
      all 10 100
        app.a 10 100 app top
          app.b 10 60 app top
            app.c 10 60 app top
              app.d 10 60 app top
          side 0 40
    `);
    const [, b] = flameGraphOf(comparing(tree), 3).sides;
    expect(drawn(b.boxes)).toEqual(['all 100', '⋯ 3 frames 100', 'app.d* 60 | side 40']);
  });

  test('elsewhere the last row says how much lies below', () => {
    const tree = aTree(`
      all 100 100
        app.a 90 90 app
          app.b 90 90 app
            app.c 90 90 app
    `);
    const [, b] = flameGraphOf(comparing(tree), 3).sides;
    expect(b.boxes.at(-1)).toMatchObject({ name: 'app.b', row: 2, deeper: 1 });
  });
});

test('title, sides and alternative text', () => {
  const graph = flameGraphOf(comparing(leak));
  expect(graph).toMatchObject({
    subtitle: 'Live heap by allocation path · x2x · inuse_space · one scale for both',
    unit: 'bytes',
    rows: 4,
    maxDelta: 80,
    sides: [
      { label: 'A', time: '22 Nov 14:36', caption: '88 MiB' },
      { label: 'B', time: '22 Nov 18:54' },
    ],
  });
  expect(graph.alt).toBe(
    'cache.Put keeps 62 of 80. Comparison flame graph of x2x. A, 22 Nov 14:36: 88 MiB. B, 22 Nov 18:54: 402 MiB. ' +
      'Total 20 B to 100 B, +80 B. +62 B through cache.Put.',
  );
});

test('goroutines are counted, not measured', () => {
  const graph = flameGraphOf({ ...comparing(leak), unit: 'count', sampleType: 'goroutine' });
  expect(graph.unit).toBe('count');
  expect(graph.subtitle).toBe('Goroutines by stack · x2x · goroutine · one scale for both');
});
