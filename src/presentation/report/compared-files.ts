import type { ComparedSnapshots } from '../../investigation/state/investigation.ts';

/** Sample types that only recordings of JDK Flight Recorder are read as: `go tool pprof` does not know their files. */
const OF_RECORDINGS: ReadonlySet<string> = new Set([
  'old_object_samples',
  'live_samples',
  'live_sample_bytes',
  'live_space',
  'native_objects',
  'native_space',
]);
const OF_HISTOGRAMS: ReadonlySet<string> = new Set(['class_bytes', 'instances']);

/** What the two compared files are called in the thread, and the command that compares them again. */
export interface ComparedFiles {
  readonly base: string;
  readonly current: string;
  readonly command: string;
}

export function comparedFiles({ sampleType, alone }: Pick<ComparedSnapshots, 'sampleType' | 'alone'>): ComparedFiles {
  const ending = OF_RECORDINGS.has(sampleType) ? 'jfr' : OF_HISTOGRAMS.has(sampleType) ? 'txt' : 'pb.gz';
  const [base, current] = [`base.${ending}`, `current.${ending}`];
  if (alone === true) return { base, current, command: `jfr print --events jdk.OldObjectSample ${current}` };
  const command =
    ending === 'pb.gz'
      ? `go tool pprof -sample_index=${sampleType} -diff_base ${base} ${current}`
      : `leakbot diff --sample-type ${sampleType} ${base} ${current}`;
  return { base, current, command };
}
