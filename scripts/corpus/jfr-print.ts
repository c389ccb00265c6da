import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What the JDK's own reader says of a recording: by sample type, the sums by class and stack. */
export type RecordedSums = Readonly<Record<string, Readonly<Record<string, number>>>>;

interface Frame {
  readonly method: { readonly type: { readonly name: unknown } | null; readonly name: unknown } | null;
  readonly lineNumber?: number;
  readonly type?: unknown;
}

interface Printed {
  readonly type: string;
  readonly values: {
    readonly startTime: string;
    readonly allocationTime?: string;
    readonly stackTrace: { readonly frames: readonly Frame[] } | null;
    readonly objectClass?: { readonly name: unknown } | null;
    readonly object?: { readonly address: number; readonly type: { readonly name: unknown } | null } | null;
    readonly allocationSize?: number;
    readonly tlabSize?: number;
    readonly weight?: number;
    readonly address?: number;
    readonly size?: number;
  };
}

/** What is added up of all that a recording may hold. */
export const EVENTS = [
  'jdk.OldObjectSample',
  'profiler.LiveObject',
  'profiler.Malloc',
  'profiler.Free',
  'jdk.ObjectAllocationSample',
  'jdk.ObjectAllocationInNewTLAB',
  'jdk.ObjectAllocationOutsideTLAB',
];

/** Asks `jfr print --json` of the JDK that is installed, and adds up what it prints. */
export async function sumsOfJfrPrint(file: string): Promise<RecordedSums> {
  const args = ['print', '--json', '--stack-depth', '2048', '--events', EVENTS.join(','), file];
  const { stdout } = await run('jfr', args, { maxBuffer: 2 ** 30 });
  return sumsOfPrinted(stdout);
}

/** Adds up what `jfr print --json` printed. */
export function sumsOfPrinted(json: string): RecordedSums {
  const { recording } = JSON.parse(json) as { recording: { events: readonly Printed[] } };
  const of = (...types: string[]) => recording.events.filter(({ type }) => types.includes(type));
  const dumps = of('jdk.OldObjectSample');
  const last = dumps
    .map(({ values }) => values.startTime)
    .sort()
    .at(-1);
  const buffers = of('jdk.ObjectAllocationInNewTLAB', 'jdk.ObjectAllocationOutsideTLAB');
  const allocations = buffers.length > 0 ? buffers : of('jdk.ObjectAllocationSample');
  const live = of('profiler.LiveObject');
  const native = notFreed(of('profiler.Malloc', 'profiler.Free'));
  return {
    old_object_samples: sumBy(
      dumps.filter(({ values }) => values.startTime === last),
      () => 1,
    ),
    live_samples: sumBy(live, () => 1),
    live_sample_bytes: sumBy(live, ({ values }) => values.allocationSize ?? 0),
    native_objects: sumBy(native, () => 1),
    native_space: sumBy(native, ({ values }) => values.size ?? 0),
    alloc_samples: sumBy(allocations, () => 1),
    alloc_space: sumBy(allocations, weightOf),
  };
}

/** The bytes that an event of allocation stands for. */
function weightOf({ type, values }: Printed): number {
  if (type === 'jdk.ObjectAllocationSample') return values.weight ?? 0;
  return (type === 'jdk.ObjectAllocationInNewTLAB' ? values.tlabSize : values.allocationSize) ?? 0;
}

function notFreed(events: readonly Printed[]): Printed[] {
  const kept = new Map<number, Printed>();
  for (const event of events) {
    const address = event.values.address ?? 0;
    if (event.type === 'profiler.Free') kept.delete(address);
    else kept.set(address, event);
  }
  return [...kept.values()];
}

function sumBy(events: readonly Printed[], amountOf: (event: Printed) => number): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const event of events) {
    const { objectClass, object, stackTrace } = event.values;
    const frames = (stackTrace?.frames ?? []).map(keyOfFrame);
    const key = `${stable(textOf(objectClass?.name ?? object?.type?.name))} @ ${frames.join(' ')}`;
    sums[key] = (sums[key] ?? 0) + amountOf(event);
  }
  return sums;
}

/** Frames of these kinds are no Java: async-profiler adds those of libraries and of the kernel. */
const LIBRARY = ['C++', 'Kernel'];

function keyOfFrame({ method, lineNumber = 0, type: kind }: Frame): string {
  const [type, name] = [textOf(method?.type?.name), textOf(method?.name)];
  // A function of a library has no line that means anything; one without a name is its library.
  if (type === '' || type.includes('.so') || LIBRARY.includes(textOf(kind))) return name || type;
  return `${stable(type)}.${name}:${Math.max(0, lineNumber)}`;
}

/** Symbols are printed as their text; as an object with one field where damage hides that they are simple. */
function textOf(name: unknown): string {
  if (typeof name !== 'object' || name === null) return typeof name === 'string' ? name : '';
  const [only, ...more] = Object.values(name) as readonly unknown[];
  return more.length === 0 ? textOf(only) : '';
}

/** As Java writes it: `java.lang.Object[]`, and nothing that differs from run to run. */
function stable(name: string): string {
  const array = /^(\[+)(?:L(.*);|([BCDFIJSZ]))$/.exec(name);
  if (array !== null) {
    const [, dimensions = '', type, primitive = ''] = array;
    return `${type === undefined ? (PRIMITIVES.get(primitive) ?? '') : stable(type)}${'[]'.repeat(dimensions.length)}`;
  }
  return name
    .replace(/(\$\$Lambda)\$\d+.*/, '$1')
    .replace(/[/+.]0x[0-9a-f]+([./]\d+)?$/, '')
    .replaceAll('/', '.');
}

const PRIMITIVES = new Map([
  ['B', 'byte'],
  ['C', 'char'],
  ['D', 'double'],
  ['F', 'float'],
  ['I', 'int'],
  ['J', 'long'],
  ['S', 'short'],
  ['Z', 'boolean'],
]);
