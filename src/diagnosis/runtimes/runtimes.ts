import type { Runtime } from '../../metrics/catalogue.ts';
import { goWords } from './go.ts';
import { jvmWords } from './jvm.ts';
import { nodeWords } from './node.ts';
import { pythonWords } from './python.ts';
import type { RuntimeWords } from './runtime-words.ts';
import { unknownWords } from './unknown.ts';

/** Every runtime that has words of its own: a new one is a file and a line here. */
const WORDS: readonly RuntimeWords[] = [goWords, jvmWords, nodeWords, pythonWords];

export function wordsOf(runtime: Runtime | undefined): RuntimeWords {
  return WORDS.find((words) => words.runtime === runtime) ?? unknownWords;
}
