import { formatCount } from '../measurement/count.ts';
import type { Comparison } from '../profile/comparison.ts';
import { shortName } from '../profile/short-names.ts';
import { isSoft } from './suspect.ts';

/** That nothing keeps what grew most strongly, where a recording shows that: the JVM may free it. */
export function unheldLines({ paths, classes }: Pick<Comparison, 'paths' | 'classes'>): readonly string[] {
  const [top] = paths;
  const name = top?.frames[0]?.function;
  if (top?.kept?.unheld !== true || name === undefined) return [];
  const what = shortName(name);
  return isSoft({ classes })
    ? [
        `Only soft references keep what ${what} allocates: no chain from a root leads there, where other objects have one, and java.lang.ref.SoftReference grew by ${formatCount(classes?.soft ?? 0)} instances. The JVM frees it before an OutOfMemoryError.`,
      ]
    : [
        `No chain of strong references leads to what ${what} allocates, where other objects have one: soft or weak references keep it, and the JVM frees it before an OutOfMemoryError. A class histogram shows whether java.lang.ref.SoftReference grows with it.`,
      ];
}
