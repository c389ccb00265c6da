import type { Profile } from '../../../src/profile/profile.ts';
import type { DraftSample } from './arbitrary-profile.ts';

/** The samples of a profile as the drafts of arbitrary-profile.ts have them. */
export function stacksOf(profile: Profile): DraftSample[] {
  return Array.from({ length: profile.samples.count }, (_, sample) => ({
    stack: stackOf(profile, sample),
    values: profile.sampleTypes.map((_type, index) =>
      BigInt(profile.samples.values[sample * profile.sampleTypes.length + index] ?? 0),
    ),
    labels: labelsOf(profile, sample),
  }));
}

function stackOf({ samples, locations, functions, strings }: Profile, sample: number): string[][] {
  const { start, locations: entries } = samples.stacks;
  const number = samples.stackOf[sample] ?? 0;
  const stack = entries.slice(start[number], start[number + 1]);
  return Array.from(stack, (location) => {
    const from = locations.lineStart[location] ?? 0;
    const to = locations.lineStart[location + 1] ?? 0;
    return Array.from({ length: to - from }, (_, index) => {
      const id = locations.lineFunction[from + index] ?? 0;
      const name = strings.at(functions.name[id] ?? 0);
      return `${name} ${strings.at(functions.file[id] ?? 0)}:${locations.lineNumber[from + index]}`;
    });
  });
}

function labelsOf({ samples: { labels }, strings }: Profile, sample: number): string[] {
  const from = labels.start[sample] ?? 0;
  const to = labels.start[sample + 1] ?? 0;
  return Array.from({ length: to - from }, (_, index) => {
    const text = labels.text[from + index] ?? 0;
    const value = text === 0 ? labels.number[from + index] : strings.at(text);
    return `${strings.at(labels.key[from + index] ?? 0)}=${value}`;
  });
}
