import type { ComparisonRequest } from '../../evidence/ports.ts';
import { compareProfiles } from '../../profile/compare.ts';
import { withoutEstimates } from '../../profile/estimated-bytes.ts';
import { readPair } from '../../profile/import/pair.ts';
import { readFor } from '../../profile/kept.ts';
import { type Answer, answerOf } from './answer.ts';

/** The worker's task: reads both profiles and compares them. What is wrong with the input comes back as data. */
export function compareTask({ base, current, sampleType, heap, testimony }: ComparisonRequest): Promise<Answer> {
  return answerOf(async () => {
    const read = await readPair(
      () => base.profile,
      () => current.profile,
      { counted: readFor([sampleType].flat()) },
    );
    const spoken = testimony && (await import('../../profile/import/testimony.ts')).readTestimony(testimony);
    const wanted = withoutEstimates({ pair: read, sampleType });
    return compareProfiles(
      { time: base.time, profile: wanted.pair.base },
      { time: current.time, profile: wanted.pair.current },
      { sampleType: wanted.sampleType, heap, testimony: spoken },
    );
  });
}
