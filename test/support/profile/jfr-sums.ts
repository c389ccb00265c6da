import type { Profile } from '../../../src/profile/profile.ts';

/** The sums of a profile by class and stack for one sample type, keyed as scripts/corpus/jfr-print.ts does. */
export function sumsOf(profile: Profile, sampleType: string): Record<string, number> {
  const { samples, locations, functions, strings, sampleTypes } = profile;
  const index = sampleTypes.findIndex((each) => each.type === sampleType);
  const sums: Record<string, number> = {};
  for (let sample = 0; index >= 0 && sample < samples.count; sample++) {
    const value = Number(samples.values[sample * sampleTypes.length + index] ?? 0);
    if (value === 0) continue;
    const { start, locations: entries } = samples.stacks;
    const stack = samples.stackOf[sample] ?? 0;
    const frames = [...entries.subarray(start[stack], start[stack + 1])].map((at) => {
      const name = strings.at(functions.name[locations.lineFunction[at] ?? 0] ?? 0);
      const file = strings.at(functions.file[locations.lineFunction[at] ?? 0] ?? 0);
      return file === '' ? name : `${name}:${locations.lineNumber[at] ?? 0}`;
    });
    const type = labelOf(profile, sample, 'class');
    // Where no event of a kind has a stack, its class stands for one.
    const stackless = frames.length === 1 && frames[0]?.replace(/:0$/, '') === type;
    const key = `${type} @ ${stackless ? '' : frames.join(' ')}`;
    sums[key] = (sums[key] ?? 0) + value;
  }
  return sums;
}

/** The text of a label of a sample; empty where it has none. */
export function labelOf({ samples: { labels }, strings }: Profile, sample: number, key: string): string {
  for (let at = labels.start[sample] ?? 0; at < (labels.start[sample + 1] ?? 0); at++) {
    if (strings.at(labels.key[at] ?? 0) === key) return strings.at(labels.text[at] ?? 0);
  }
  return '';
}
