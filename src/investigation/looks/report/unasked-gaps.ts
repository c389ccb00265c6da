import type { Gap } from '../../../diagnosis/finding.ts';
import type { Comparison } from '../../../profile/comparison.ts';

/** What a recording could have shown of the objects that it follows, with the command that makes the next one show it. */
export function unaskedGaps(comparison: Comparison | undefined): readonly Gap[] {
  const { sites = false, holders = false } = comparison?.followed?.current.unasked ?? {};
  return [...(sites ? [SITES] : []), ...(holders ? [HOLDERS] : [])];
}

const SITES: Gap = {
  about: 'comparison',
  missing: 'The recordings name the class of each object that they follow, and no line that allocated it.',
  fix: 'Record stacks: start the JVM with -XX:StartFlightRecording=settings=profile, or begin another recording in the running one (jcmd <pid> JFR.start settings=profile), which follows what is allocated from then on.',
};

const HOLDERS: Gap = {
  about: 'comparison',
  missing: 'The recordings do not show what keeps the objects.',
  fix: 'Dump them with jcmd <pid> JFR.dump path-to-gc-roots=true filename=FILE: all threads stop while it walks the heap.',
};
