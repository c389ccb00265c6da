import {
  Label,
  Line,
  Location,
  Function as PprofFunction,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';
import { seededRandom } from '../corpus/seeded-random.ts';

export interface LargeProfileShape {
  readonly samples: number;
  /** Stacks that differ: the samples of one differ in the size of the objects, which their label names. */
  readonly stacks: number;
  readonly functions: number;
  /** Pairs of a function and one that it calls. */
  readonly calls: number;
  /** The share of stacks that have something in use, all near each other; what the others allocated was freed. */
  readonly live: number;
  /** The same seed gives the same stacks: two sides of a comparison differ in `growth`. */
  readonly seed: number;
  readonly growth: number;
}

type Shape = Omit<LargeProfileShape, 'seed' | 'growth'>;

/**
 * As the heap profiles of two services are: grafana/pyroscope has 11,951 samples of 5,519 stacks over 4,676 locations of
 * 2,405 functions, 3,356 pairs of caller and called, 17.5 locations a stack, 149 samples in use; MatrixOne 33,614 of 18,482
 * over 9,014 of 4,134, 6,205 pairs, 17.0, 1,397.
 */
export const LIKE_PYROSCOPE: Shape = { samples: 12_000, stacks: 5500, functions: 2400, calls: 2700, live: 0.008 };
export const LIKE_MATRIXONE: Shape = { samples: 34_000, stacks: 18_500, functions: 4100, calls: 5000, live: 0.045 };

/** Larger than those that were found; each stack comes ten times, on average. Cortex has one sample of eight in use. */
export const LARGE: Shape = { samples: 150_000, stacks: 15_000, functions: 11_500, calls: 12_500, live: 0.125 };

/** Go cuts stacks here: locations. */
const DEEPEST = 32;

/** A heap profile of the size that large services have: a call graph in which each location has few callers, and its stacks. */
export function largeProfile(shape: LargeProfileShape): Uint8Array {
  const random = seededRandom(shape.seed);
  const strings = new StringTable();
  const functions = functionsOf(shape.functions, strings);
  const graph = callGraph(shape, random);
  const locations = graph.functionOf.map((at, index) => {
    const line = [new Line({ functionId: at + 1, line: 10 + (index % 400) })];
    // A small function that the compiler put into its caller.
    if (index % 5 === 0)
      line.unshift(new Line({ functionId: graph.inlined + 1 + (at % (shape.functions - graph.inlined)), line: 3 }));
    return new Location({ id: index + 1, address: 0x400000 + index * 16, line });
  });
  const stacks = stacksOf(graph, shape, random);
  const bytesKey = strings.dedup('bytes');
  const sample = Array.from({ length: shape.samples }, (_, index) => {
    // Each stack once, then a few of them again and again.
    const stack = index < stacks.length ? index : Math.floor(stacks.length * random() ** 2);
    const size = 16 * (1 + Math.floor(random() * 128));
    const objects = Math.ceil(random() * 1000);
    const kept = stacks[stack]?.live === true ? objects : 0;
    const bytes = objects * size;
    return new Sample({
      locationId: [...(stacks[stack]?.locations ?? [])],
      value: [objects * 3, bytes * 3, kept, Math.round(kept * size * shape.growth)],
      label: [new Label({ key: bytesKey, num: size })],
    });
  });
  const type = (name: string, unit: string) => new ValueType({ type: strings.dedup(name), unit: strings.dedup(unit) });
  return new Profile({
    sampleType: [
      type('alloc_objects', 'count'),
      type('alloc_space', 'bytes'),
      type('inuse_objects', 'count'),
      type('inuse_space', 'bytes'),
    ],
    sample,
    location: locations,
    function: functions,
    timeNanos: 1_795_000_000_000_000_000n,
    stringTable: strings,
  }).encode();
}

function functionsOf(count: number, strings: StringTable): PprofFunction[] {
  return Array.from({ length: count }, (_, index) => {
    const module = `github.com/acme/monolith/internal/${word(index % 61)}/${word(index % 211)}`;
    const name = strings.dedup(`${module}.(*${word(index % 997)}).Handle${index}`);
    return new PprofFunction({
      id: index + 1,
      name,
      systemName: name,
      filename: strings.dedup(`/build/internal/${word(index % 61)}/${word(index % 211)}/${word(index % 997)}.go`),
    });
  });
}

interface CallGraph {
  /** By location. */
  readonly functionOf: readonly number[];
  /** By function: the locations where it allocates, and those that call it; the first is called by nothing. */
  readonly allocations: readonly (readonly number[])[];
  readonly callers: readonly (readonly number[])[];
  /** Functions from here on are in others alone. */
  readonly inlined: number;
}

/** The caller has a smaller number than what it calls, so that stacks end. */
function callGraph({ functions, calls }: Shape, random: () => number): CallGraph {
  const inlined = Math.ceil(functions * 0.8);
  const functionOf: number[] = [];
  const location = (inFunction: number) => functionOf.push(inFunction) - 1;
  const lines = (inFunction: number, further: number) =>
    random() < further ? [location(inFunction), location(inFunction)] : [location(inFunction)];
  const depth = [0];
  const callers: number[][] = [[]];
  for (let at = 1; at < inlined; at++) {
    const chained = (depth[at - 1] ?? 0) < DEEPEST - 1 && random() < CHAINED;
    const caller = chained ? at - 1 : Math.floor(random() * Math.min(at, ENTRANCES));
    depth.push((depth[caller] ?? 0) + 1);
    callers.push(lines(caller, TWICE));
  }
  // What is called from several places is mostly called from near by.
  for (let further = inlined; further <= calls; further++) {
    const called = 1 + Math.floor(random() * (inlined - 1));
    callers[called]?.push(...lines(Math.max(0, called - 1 - Math.floor(random() * NEAR)), TWICE));
  }
  const allocations = callers.map((_, at) => (random() < ALLOCATE ? lines(at, 0.5) : []));
  return { functionOf, allocations, callers, inlined };
}

/** The share of functions that are called by the one before them; it makes stacks as deep as they are. */
const CHAINED = 0.94;

/** Functions that handlers and workers begin in. */
const ENTRANCES = 64;

/** How far a further caller is: functions. */
const NEAR = 64;

/** The share of callers that call a function on two lines. */
const TWICE = 0.15;

/** The share of functions that allocate themselves. */
const ALLOCATE = 0.35;

interface Stack {
  /** Ids, the leaf first. */
  readonly locations: readonly number[];
  readonly live: boolean;
}

/** So many stacks that differ. */
function stacksOf(graph: CallGraph, { stacks: count, live }: Shape, random: () => number): Stack[] {
  const { allocations, callers, functionOf, inlined } = graph;
  const one = (locations: readonly number[]) => locations[Math.floor(random() * locations.length)] ?? 0;
  const leaves = [...allocations.keys()].filter((at) => allocations[at]?.length !== 0);
  const stacks = new Map<string, Stack>();
  while (stacks.size < count) {
    const leaf = one(leaves);
    const locations = [one(allocations[leaf] ?? []) + 1];
    let from = callers[leaf] ?? [];
    while (from.length > 0 && locations.length < DEEPEST) {
      const location = one(from);
      locations.push(location + 1);
      from = callers[functionOf[location] ?? 0] ?? [];
    }
    stacks.set(locations.join(), { locations, live: leaf >= inlined * (1 - live) });
  }
  return [...stacks.values()];
}

function word(index: number): string {
  return `part${index.toString(36)}`;
}
