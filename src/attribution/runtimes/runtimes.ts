import type { Runtime } from '../../metrics/catalogue.ts';
import { goSplit } from './go.ts';
import { jvmSplit } from './jvm.ts';
import { nodeSplit } from './node.ts';
import { pythonSplit } from './python.ts';
import type { RuntimeSplit } from './split.ts';

/** Every runtime that accounts for its memory: a new one is a file and a line here. */
const SPLITS: readonly RuntimeSplit[] = [goSplit, jvmSplit, nodeSplit, pythonSplit];

export function splitFor(runtime: Runtime): RuntimeSplit | undefined {
  return SPLITS.find((split) => split.runtime === runtime);
}
