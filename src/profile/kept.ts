import type { AlignedSide, Alignment } from './alignment.ts';
import { NO_BUCKET } from './column.ts';

/** What grew on a path besides where it was allocated, by the labels that a JVM's samples carry. */
export interface Kept {
  /** The class of the objects: `byte[]`. */
  readonly class?: string | undefined;
  /** What keeps them, from the root: `static Quotes.CACHE → HashMap.table → Quote.payload`. */
  readonly holder?: string | undefined;
}

const LABELS = ['class', 'holder'] as const;
type Label = (typeof LABELS)[number];

type Side = 'base' | 'current';

/**
 * By path: the class and the holder that most of its growth has, of its current samples where nothing grew. Undefined
 * where no sample has either label: nearly always, so that it is found out first.
 */
export function keptOn(
  alignment: Alignment,
  pathOf: Readonly<Record<Side, Int32Array>>,
): ((path: number) => Kept | undefined) | undefined {
  const growth = new Map<string, number>();
  const byPath = new Map<number, Map<Label, Set<string>>>();
  for (const side of ['base', 'current'] as const) {
    const labels = labelsOf(alignment[side]);
    if (labels === undefined) continue;
    const { column, merged, profile } = alignment[side];
    profile.samples.stackOf.forEach((stack, sample) => {
      const path = pathOf[side][stack] ?? NO_BUCKET;
      const value = path === NO_BUCKET ? 0 : column.ofSample(sample) / merged;
      if (value === 0) return;
      for (const [label, text] of labels(sample)) {
        const key = `${path} ${label} ${text}`;
        growth.set(key, (growth.get(key) ?? 0) + (side === 'base' ? -value : value));
        const texts = byPath.get(path) ?? new Map<Label, Set<string>>();
        byPath.set(path, texts.set(label, (texts.get(label) ?? new Set()).add(text)));
      }
    });
  }
  if (byPath.size === 0) return undefined;
  return (path) => {
    const texts = byPath.get(path);
    const most = (label: Label) =>
      [...(texts?.get(label) ?? [])].reduce<string | undefined>((best, text) => {
        const than = best === undefined ? Number.NEGATIVE_INFINITY : (growth.get(`${path} ${label} ${best}`) ?? 0);
        return (growth.get(`${path} ${label} ${text}`) ?? 0) > than ? text : best;
      }, undefined);
    return texts && { class: most('class'), holder: most('holder') };
  };
}

/** The labels of a sample that are of interest; undefined where no sample has any. */
function labelsOf({ profile }: AlignedSide): ((sample: number) => [Label, string][]) | undefined {
  const { strings, samples } = profile;
  const { key, text, start } = samples.labels;
  const named = new Map<number, Label | undefined>();
  let before = -1;
  for (const index of key) {
    // Mostly there is one label only.
    if (index === before || named.has(index)) continue;
    before = index;
    const name = strings.at(index);
    named.set(
      index,
      LABELS.find((label) => label === name),
    );
  }
  if (!named.values().some((label) => label !== undefined)) return undefined;
  return (sample) => {
    const found: [Label, string][] = [];
    for (let at = start[sample] ?? 0; at < (start[sample + 1] ?? 0); at++) {
      const label = named.get(key[at] ?? 0);
      if (label !== undefined && text[at] !== 0) found.push([label, strings.at(text[at] ?? 0)]);
    }
    return found;
  };
}
