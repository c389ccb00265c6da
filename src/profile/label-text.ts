import type { Profile } from './profile.ts';

/** By sample: what it has under a label, the empty text where it has none; undefined where no sample has it. */
export function textOf({ samples, strings }: Profile, label: string): readonly string[] | undefined {
  const { key, text, start } = samples.labels;
  let found = false;
  const texts = Array.from({ length: samples.count }, (_, sample) => {
    for (let at = start[sample] ?? 0; at < (start[sample + 1] ?? 0); at++) {
      if (text[at] === 0 || strings.at(key[at] ?? 0) !== label) continue;
      found = true;
      return strings.at(text[at] ?? 0);
    }
    return '';
  });
  return found ? texts : undefined;
}
