import type { Bytes } from '../measurement/bytes.ts';
import type { Observation } from './observation.ts';
import type { GcFault } from './runtimes/runtime-words.ts';
import { wordsOf } from './runtimes/runtimes.ts';

/** What is wrong with the collector's settings for a container limit; undefined when nothing is or nobody tells. */
export function gcFault(observation: Observation, limit: Bytes | undefined): GcFault | undefined {
  return wordsOf(observation.runtime).gcFault(observation, limit);
}
