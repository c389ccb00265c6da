/** What a confidence is called: the figure is for machines, the words for people. */
export type Sureness = 'very sure' | 'sure' | 'fairly sure' | 'not sure';

const VERY_SURE = 0.95;
const SURE = 0.85;
const FAIRLY_SURE = 0.7;

/** `very sure` from 0.95 up, `sure` from 0.85, `fairly sure` from 0.7, else `not sure`. */
export function surenessOf(confidence: number): Sureness {
  if (confidence >= VERY_SURE) return 'very sure';
  if (confidence >= SURE) return 'sure';
  return confidence >= FAIRLY_SURE ? 'fairly sure' : 'not sure';
}
