import { go } from './go/go.ts';
import { jvm } from './jvm/jvm.ts';
import { node } from './node/node.ts';
import { OWNERS } from './owners/owners.ts';
import { python } from './python/python.ts';
import type { Guide, MemoryOwner, RuntimeDefinition } from './runtime-definition.ts';
import { unknownRuntime } from './unknown/unknown.ts';

/** Every runtime whose profiles are read: a new one is a folder and a line here. */
const DEFINED = [go, jvm, node, python] as const;

/** A runtime by the name that `runtime:` in leakbot.yaml gives it. */
export type KnownRuntime = (typeof DEFINED)[number]['name'] | (typeof OWNERS)[number]['name'];

/** `unknown` where neither a setting nor a metric shows the runtime. */
export type Runtime = KnownRuntime | 'unknown';

/** Those with rules for the frames of their profiles and for their sources. */
export const PROFILED: readonly RuntimeDefinition<KnownRuntime>[] = DEFINED;

/** Those of whose profiles nothing is known, and that few services are: a new one is a file in `owners/`. */
export const OTHERS: readonly MemoryOwner<KnownRuntime>[] = OWNERS;

/** The lists without their names as types: what is true of each. */
export const RUNTIMES: readonly MemoryOwner<KnownRuntime>[] = [...DEFINED, ...OWNERS];

export const RUNTIME_NAMES: readonly KnownRuntime[] = RUNTIMES.map(({ name }) => name);

const UNKNOWN = unknownRuntime(RUNTIMES);

/** All that is known of a runtime; undefined for an unknown one. */
export function definitionOf(runtime: Runtime | undefined): MemoryOwner<KnownRuntime> | undefined {
  return RUNTIMES.find(({ name }) => name === runtime);
}

/** What to say and to ask of a process; of an unknown runtime only what holds for any process. */
export function guideTo(runtime: Runtime | undefined): Guide {
  return definitionOf(runtime) ?? UNKNOWN;
}
