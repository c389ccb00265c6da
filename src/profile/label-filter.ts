import type { Profile } from './profile.ts';

/** Samples must carry each of these labels with that value; a number is written as text: `{ bytes: '1024' }`. */
export type LabelFilter = Readonly<Record<string, string>>;

/** Shows whether a sample passes; undefined when every sample does. */
export function labelTest(profile: Profile, filter: LabelFilter): ((sample: number) => boolean) | undefined {
  const wanted = Object.entries(filter);
  if (wanted.length === 0) return undefined;
  return (sample) => wanted.every(([key, value]) => hasLabel(profile, sample, { key, value }));
}

function hasLabel(profile: Profile, sample: number, wanted: { key: string; value: string }): boolean {
  const { labels } = profile.samples;
  const end = labels.start[sample + 1] ?? 0;
  for (let label = labels.start[sample] ?? 0; label < end; label++) {
    if (profile.strings.at(labels.key[label] ?? 0) !== wanted.key) continue;
    const text = labels.text[label] ?? 0;
    const value = text === 0 ? String(labels.number[label]) : profile.strings.at(text);
    if (value === wanted.value) return true;
  }
  return false;
}
