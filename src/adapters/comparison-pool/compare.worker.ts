import type { ComparisonRequest } from '../../investigation/ports.ts';
import { compareProfiles } from '../../profile/compare.ts';
import { readPprof } from '../../profile/import/pprof.ts';
import { type Answer, answerOf } from './answer.ts';

/** The worker's task: reads both profiles and compares them. What is wrong with the input comes back as data. */
export function compareTask(request: ComparisonRequest): Answer {
  return answerOf(() =>
    compareProfiles(
      { time: request.base.time, profile: readPprof(request.base.profile) },
      { time: request.current.time, profile: readPprof(request.current.profile) },
      { sampleType: request.sampleType },
    ),
  );
}
