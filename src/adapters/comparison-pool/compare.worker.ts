import type { ComparisonRequest } from '../../evidence/ports.ts';
import { asOf } from '../../profile/as-of.ts';
import { compareProfiles } from '../../profile/compare.ts';
import type { Comparison } from '../../profile/comparison.ts';
import { withoutEstimates } from '../../profile/estimated-bytes.ts';
import { readPair } from '../../profile/import/pair.ts';
import { InvalidProfileError } from '../../profile/invalid-profile.ts';
import { readFor } from '../../profile/kept.ts';
import { type Answer, answerOf } from './answer.ts';

/** The worker's task: reads both profiles and compares them. What is wrong with the input comes back as data. */
export function compareTask(request: ComparisonRequest): Promise<Answer> {
  const { base, current, sampleType, heap, testimony, alone } = request;
  return answerOf(async () => {
    if (alone === true) return compareAlone(request);
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

/** One recording beside what it shows of an earlier moment. */
async function compareAlone({ base, current, sampleType, heap }: ComparisonRequest): Promise<Comparison> {
  const bytes = () => current.profile;
  const { current: profile } = await readPair(bytes, bytes, { counted: readFor([sampleType].flat()) });
  const before = asOf(profile, current.time - base.time);
  if (before === undefined) throw new InvalidProfileError('it does not show since when its objects exist');
  const sides = [
    { time: base.time, profile: before },
    { time: current.time, profile },
  ] as const;
  return { ...compareProfiles(...sides, { sampleType, heap }), alone: true };
}
