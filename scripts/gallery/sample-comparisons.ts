import { MiB } from '../../src/measurement/bytes.ts';
import { HOUR, MINUTE } from '../../src/measurement/duration.ts';
import type { Comparison, DiffNode } from '../../src/profile/comparison.ts';
import { FROM } from './sample-pods.ts';

type Rest = Partial<Pick<DiffNode, 'application' | 'top'>>;

const node = (
  name: string,
  [base, current]: readonly [number, number],
  children: readonly DiffNode[] = [],
  rest: Rest = {},
): DiffNode => ({
  name,
  base,
  current,
  children,
  ...rest,
});
const top = { application: true, top: true };

/** Each frame the only child of the one before it, all with the same values. */
function chain(
  names: readonly string[],
  values: readonly [number, number],
  end: readonly DiffNode[],
  rest: Rest,
): DiffNode {
  const [name = '', ...below] = names;
  return node(name, values, below.length === 0 ? end : [chain(below, values, end, rest)], rest);
}

function comparisonOf(tree: DiffNode, unit: 'bytes' | 'count', leaf: string): Comparison {
  const delta = tree.current - tree.base;
  return {
    sampleType: unit === 'bytes' ? 'inuse_space' : 'goroutine',
    unit,
    base: { time: FROM + 4 * HOUR + 36 * MINUTE, total: tree.base },
    current: { time: FROM + 8 * HOUR + 54 * MINUTE, total: tree.current },
    delta,
    paths: [
      {
        frames: [{ function: leaf, file: 'cache/markets.go', line: 88 }],
        below: [],
        base: 0,
        current: 0,
        delta: delta * 0.86,
        share: 0.86,
      },
    ],
    tree,
  };
}

/** A heap that a cache fills, under eleven frames of servers and routers. */
export function heapLeak(unit: 'bytes' | 'count' = 'bytes', size: number = MiB): Comparison {
  const of = (base: number, current: number): readonly [number, number] => [
    Math.round(base * size),
    Math.round(current * size),
  ];
  const put = node(
    'cache.(*MarketsValueCache).Put',
    of(30, 301),
    [node('runtime.mapassign_faststr', of(20, 250)), node('strings.Clone', of(10, 51))],
    top,
  );
  const query = node(
    'markets.getOrQueryMarketsValues',
    of(44, 333),
    [put, node('json.Unmarshal', of(13, 29), [node('reflect.New', of(13, 29))])],
    top,
  );
  const quote = node('markets.(*API).Quote', of(58, 350), [query, node('fmt.Sprintf', of(8, 9))], top);
  const serve = chain(
    [
      'http.(*conn).serve',
      'http.serverHandler.ServeHTTP',
      'http.HandlerFunc.ServeHTTP',
      'chi.(*Mux).ServeHTTP',
      'chi.(*Mux).routeHTTP',
      'middleware.Recoverer.func1',
      'otelhttp.(*middleware).serveHTTP',
    ],
    of(70, 366),
    [quote, node('bufio.NewReaderSize', of(8, 9))],
    { top: true },
  );
  const small = Array.from({ length: 9 }, (_, i) => node(`init.${i}`, of(0.4, 0.5)));
  const warmed = node('config.Load', of(12, 4), [node('yaml.Unmarshal', of(12, 4))], { application: true });
  const worker = node('markets.(*Refresher).Run', of(14 - 12 + 4, 26), [node('sql.(*Rows).Next', of(4, 18))], {
    application: true,
  });
  const tree = node('all', of(70 + 12 + 6 + 4, 366 + 4 + 26 + 6), [serve, worker, warmed, ...small]);
  return comparisonOf(tree, unit, 'cache.(*MarketsValueCache).Put');
}

/** Hardly anything differs: nothing may look like a finding. */
export function noGrowth(): Comparison {
  const tree = node(
    'all',
    [80 * MiB, 81 * MiB],
    [
      node(
        'main.main',
        [60 * MiB, 60.5 * MiB],
        [node('cache.New', [60 * MiB, 60.5 * MiB], [], { application: true })],
        { application: true },
      ),
      node('http.(*conn).serve', [20 * MiB, 20.5 * MiB]),
    ],
  );
  return comparisonOf(tree, 'bytes', 'cache.New');
}
