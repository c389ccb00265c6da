/** What a confidence is called: the figure is for machines, the words for people. */
export type Sureness = 'very sure' | 'sure' | 'fairly sure' | 'not sure';

/** From which confidence on each word stands. */
const FROM = { verySure: 0.95, sure: 0.85, fairlySure: 0.7 } as const;

/** `very sure` from 0.95 up, `sure` from 0.85, `fairly sure` from 0.7, else `not sure`. */
export function surenessOf(confidence: number): Sureness {
  if (confidence >= FROM.verySure) return 'very sure';
  if (confidence >= FROM.sure) return 'sure';
  return confidence >= FROM.fairlySure ? 'fairly sure' : 'not sure';
}
