import type { Frame } from './frame.ts';

/** One goroutine as `goroutine?debug=2` shows it, in the format of a panic. */
export interface GoroutineRecord {
  readonly id: number;
  /** `chan send`, `select`, `running`, … without its remarks. */
  readonly state: string;
  /** For how long it has waited; reported from one minute on, and only since a garbage collection saw it wait. */
  readonly minutes: number | undefined;
  /** The runtime found that nothing can ever wake it (Go 1.26 on, once a leak profile was taken). Its time is not reported then. */
  readonly leaked: boolean;
  /** Leaf first, without the runtime's own; the middle of a deep stack may be missing. */
  readonly frames: readonly Frame[];
}

const HEADER = /^goroutine (\d+)(?: gp=\S+)?(?: m=\S+)?(?: mp=\S+)? \[(.*)\]:$/;
const REMARK = / \((leaked|scan|durable)\)/g;
const PLACE = /^\t(.+):(\d+)(?: \+0x[0-9a-f]+)?(?: fp=.*)?$/;
const CREATED = /^created by /;

/** No one writes lines as long as this: it is no stack. */
const LONGEST_LINE = 10_000;

/**
 * Reads the text form of a goroutine profile (runtime/traceback.go). Tolerant: what it does not know it passes over, a
 * goroutine whose text was cut off keeps the frames that are whole. Text that is none gives no records.
 */
export function parseGoroutineText(text: string): readonly GoroutineRecord[] {
  return text.split(/\n{2,}/).flatMap((block) => recordIn(block.split('\n')) ?? []);
}

function recordIn(block: readonly string[]): GoroutineRecord | undefined {
  const start = block.findIndex((line) => line.startsWith('goroutine '));
  const header = HEADER.exec(block[start] ?? '');
  if (header === null) return undefined;
  const lines = block.slice(start + 1).filter((line) => line.length <= LONGEST_LINE);
  const frames: Frame[] = [];
  for (const [index, line] of lines.entries()) {
    const place = PLACE.exec(lines[index + 1] ?? '');
    if (place === null || line.startsWith('\t') || CREATED.test(line)) continue;
    const [, file = '', number = '0'] = place;
    frames.push({ function: withoutArguments(line), file, line: Number(number) });
  }
  return {
    id: Number(header[1]),
    ...statusIn(header[2] ?? ''),
    frames,
  };
}

/** `chan send (leaked), 12 minutes, locked to thread labels:{"job": "a, b"}` */
function statusIn(text: string): Pick<GoroutineRecord, 'state' | 'minutes' | 'leaked'> {
  const [status = '', ...remarks] = text.replace(/ labels:\{.*\}$/, '').split(', ');
  const minutes = remarks.flatMap((remark) => /^(\d+) minutes?$/.exec(remark)?.[1] ?? [])[0];
  return {
    state: status.replace(REMARK, ''),
    minutes: minutes === undefined ? undefined : Number(minutes),
    leaked: status.includes(' (leaked)'),
  };
}

/** `cache.(*Store).Put(0x1, {0x2, 0x3})`, or `(...)` where it was inlined: arguments hold no parentheses. */
function withoutArguments(call: string): string {
  const open = call.lastIndexOf('(');
  return open > 0 && call.endsWith(')') ? call.slice(0, open) : call;
}
