import type { AddressProfile, NamedFrame } from './address-profile.ts';
import type { TextLines } from './text-lines.ts';

/** `#	0x4e7cb8	main.wait+0x18	/src/main.go:27`, aligned by tabs (runtime/pprof, printStackRecord). */
const FRAME = /^#\t(0x[0-9a-f]{1,16})\t(.*?)\+0x[0-9a-f]+\t+(.*):(\d+)$/;
const LABELS = /^# labels: (\{.*\})$/;

/** What a Go program remarks below a stack that it writes as text. */
export interface StackRemarks {
  readonly labels: Readonly<Record<string, string>>;
  /** By the address of the call, innermost first. */
  readonly frames: ReadonlyMap<bigint, readonly NamedFrame[]>;
}

/** Reads the remarks behind the line of a stack, up to the first line that is none. pprof passes them over. */
export function readRemarks(lines: TextLines): StackRemarks {
  const frames = new Map<bigint, NamedFrame[]>();
  let labels = {};
  for (let line = lines.advance(); line?.startsWith('#') === true; line = lines.advance()) {
    const [, address, name = '', file = '', number] = FRAME.exec(line) ?? [];
    const text = LABELS.exec(line)?.[1];
    if (text !== undefined) labels = labelsIn(text);
    if (address === undefined) continue;
    const frame = { name, file, line: Number(number) };
    const known = frames.get(BigInt(address));
    if (known === undefined) frames.set(BigInt(address), [frame]);
    else known.push(frame);
  }
  return { labels, frames };
}

/** Gives the stack's locations the names that the remarks have for them. */
export function nameStack(profile: AddressProfile, stack: readonly bigint[], { frames }: StackRemarks): void {
  for (const address of stack) {
    const named = frames.get(address);
    if (named !== undefined) profile.name(address, named);
  }
}

/**
 * Go does not name the frame that starts a goroutine (`runtime.goexit`), nor has it in its profiles: it stands behind the
 * last that is named.
 */
export function withoutStart(stack: readonly bigint[], { frames }: StackRemarks): readonly bigint[] {
  const last = stack.findLastIndex((address) => frames.has(address));
  return last < 0 ? stack : stack.slice(0, last + 1);
}

/** Nor those of its allocator, which pprof cuts off a heap by name: they stand before the first that is named. */
export function withoutAllocator(stack: readonly bigint[], { frames }: StackRemarks): readonly bigint[] {
  const first = stack.findIndex((address) => frames.has(address));
  return first < 0 ? stack : stack.slice(first);
}

/** Go writes `{"key":"value", "other":"value"}` with its own escapes, nearly all of which are JSON's too. */
function labelsIn(text: string): Readonly<Record<string, string>> {
  try {
    const read: unknown = JSON.parse(text);
    if (typeof read !== 'object' || read === null) return {};
    return Object.fromEntries(
      Object.entries(read).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
    );
  } catch {
    return {};
  }
}
