import { InvalidProfileError } from '../invalid-profile.ts';
import { JfrProfile } from '../jfr/jfr-profile.ts';
import type { Profile } from '../profile.ts';

/** `{"head":{"callFrame":…`, in the order in which V8 writes it, with blanks where a tool wrote it again. */
const HEAD = /^\s*\{\s*"head"\s*:\s*\{/;
/** Bytes in which that stands. */
const HEAD_BYTES = 256;

const COMMENT =
  'A sampling heap profile of V8: estimates of what was alive when it was written, by the line that allocated it; buffers outside the heap are not in it. One of --heap-prof is written when the process ends: what nothing refers to by then is missing.';

/**
 * A node of the tree of calls, as the inspector’s protocol has it (HeapProfiler.SamplingHeapProfileNode): `selfSize` is the
 * bytes of the node itself.
 */
interface CallNode {
  readonly callFrame: Readonly<Record<string, unknown>>;
  readonly selfSize: number;
  readonly children: readonly unknown[];
}

/**
 * Reads a sampling heap profile of V8 (`node --heap-prof`, Chrome’s DevTools, `HeapProfiler.stopSampling`). Undefined for
 * what is none. Throws InvalidProfileError for one that is damaged.
 */
export function readV8HeapProfile(bytes: Uint8Array, maxFrames: number): Profile | undefined {
  if (!HEAD.test(new TextDecoder('latin1').decode(bytes.subarray(0, HEAD_BYTES)))) return undefined;
  const { head } = parsed(bytes);
  const profile = new JfrProfile(maxFrames);
  // A tree may be deeper than the stack of this program.
  const left: { readonly node: CallNode; readonly callers: Caller | undefined }[] = [
    { node: callNode(head), callers: undefined },
  ];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    const own: Caller = { frame: frameOf(next.node.callFrame), caller: next.callers };
    if (next.node.selfSize > 0) {
      profile.add({ stack: profile.stack(stackOf(own)), labels: {}, values: [Math.round(next.node.selfSize)] });
    }
    for (const child of next.node.children) left.push({ node: callNode(child), callers: own });
  }
  return profile.finish({
    sampleTypes: [{ type: 'inuse_space', unit: 'bytes' }],
    defaultSampleType: 'inuse_space',
    time: undefined,
    comments: [COMMENT],
  });
}

interface Caller {
  readonly frame: ReturnType<typeof frameOf>;
  readonly caller: Caller | undefined;
}

function parsed(bytes: Uint8Array): { readonly head?: unknown } {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as { readonly head?: unknown };
  } catch (cause) {
    throw new InvalidProfileError('corrupt profile: the heap profile of V8 is cut off or no JSON', { cause });
  }
}

function callNode(value: unknown): CallNode {
  const { callFrame, selfSize, children = [] } = (value ?? {}) as Partial<Record<keyof CallNode, unknown>>;
  const isNode = typeof callFrame === 'object' && callFrame !== null && typeof selfSize === 'number';
  if (!isNode || !(selfSize >= 0) || !Array.isArray(children)) {
    throw new InvalidProfileError('corrupt profile: the heap profile of V8 has a node without a call or its bytes');
  }
  return { callFrame: callFrame as CallNode['callFrame'], selfSize, children: children as readonly unknown[] };
}

/** Lines are counted from 0 there; what V8 itself allocates has no place. */
function frameOf({ functionName, url, lineNumber }: CallNode['callFrame']) {
  const name = typeof functionName === 'string' && functionName !== '' ? functionName : '(anonymous)';
  const file = typeof url === 'string' ? url.replace(/^file:\/\//, '') : '';
  return { function: name, file, line: typeof lineNumber === 'number' && lineNumber >= 0 ? lineNumber + 1 : 0 };
}

/** Leaf first, without the root that everything hangs on. */
function stackOf(leaf: Caller): Caller['frame'][] {
  const frames: Caller['frame'][] = [];
  for (let each: Caller | undefined = leaf; each !== undefined; each = each.caller) frames.push(each.frame);
  return frames.length > 1 ? frames.slice(0, -1) : frames;
}
