import { canonicalLabel, LABEL_NAMES } from './label-names.ts';

type Labels = Readonly<Record<string, string>>;

/** `namespace=prod`, `pod: "markets-api-0"`, `kube_namespace:prod`; a value ends at a blank, comma or bracket. */
const PAIR = /([A-Za-z_][\w.]{0,60})\s{0,2}[:=]\s{0,2}["']?([A-Za-z0-9][\w./-]{0,200})/g;

/** A pod of a ReplicaSet: `markets-api-7d9f6c5b8-x2x4q`. Other pods cannot be recognised among words. */
const POD = /\b[a-z0-9](?:[a-z0-9.-]{0,200}[a-z0-9])?-[bcdf-hj-np-tv-xz2456789]{7,10}-[bcdf-hj-np-tv-xz2456789]{5}\b/;

/** Texts are searched up to here: a title is never longer. */
const LONGEST = 4_000;

/** What a text says of the container it is about, for senders that pass on no labels. */
export function labelsInText(text: string): Labels {
  const searched = text.slice(0, LONGEST);
  const found: Record<string, string> = {};
  for (const [, name = '', value = ''] of searched.matchAll(PAIR)) {
    if (LABEL_NAMES.has(name)) found[canonicalLabel(name)] ??= value;
  }
  const pod = POD.exec(searched)?.[0];
  return pod === undefined ? found : { pod, ...found };
}

/** The labels in tags like `kube_namespace:prod`; the first of a name counts. */
export function labelsInTags(tags: readonly string[]): Labels {
  const found: Record<string, string> = {};
  for (const tag of tags) {
    const colon = tag.indexOf(':');
    if (colon > 0) found[canonicalLabel(tag.slice(0, colon).trim())] ??= tag.slice(colon + 1).trim();
  }
  return found;
}
