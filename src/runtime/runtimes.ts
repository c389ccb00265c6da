import { go } from './go/go.ts';
import { jvm } from './jvm/jvm.ts';
import { node } from './node/node.ts';
import { python } from './python/python.ts';
import type { Guide, RuntimeDefinition } from './runtime-definition.ts';
import { unknownRuntime } from './unknown/unknown.ts';

/** Every runtime that Leakbot knows: a new one is a folder and a line here. */
const DEFINED = [go, jvm, node, python] as const;

export const RUNTIMES: readonly RuntimeDefinition<(typeof DEFINED)[number]['name']>[] = DEFINED;

/** The name of a runtime; `unknown` where neither a setting nor a metric shows it. */
export type Runtime = (typeof DEFINED)[number]['name'] | 'unknown';

/** What to say and to ask of a process; of an unknown runtime only what holds for any process. */
export function guideTo(runtime: Runtime | undefined): Guide {
  return RUNTIMES.find(({ name }) => name === runtime) ?? unknownRuntime;
}
