import { formatCount } from '../measurement/count.ts';
import { capitalised } from '../measurement/sentence.ts';
import type { Comparison } from '../profile/comparison.ts';
import { shortName } from '../profile/short-names.ts';
import { unheldAs } from './suspect.ts';

/** That nothing keeps what grew most strongly, where a recording shows that: the JVM may free it. */
export function unheldLines({ paths, classes }: Pick<Comparison, 'paths' | 'classes'>): readonly string[] {
  const [top] = paths;
  const name = top?.frames[0]?.function;
  if (top?.kept?.unheld !== true || name === undefined) return [];
  const what = shortName(name);
  const none = `no chain of strong references leads to what ${what} allocates, where other objects have one`;
  switch (unheldAs({ classes })) {
    case 'softly':
      return [
        `Only soft references keep what ${what} allocates: no chain from a root leads there, where other objects have one, and java.lang.ref.SoftReference grew by ${formatCount(classes?.soft ?? 0)} instances. The JVM frees it before an OutOfMemoryError.`,
      ];
    case 'finalizing':
      return [
        `Objects wait for their finalize(): ${none}, and java.lang.ref.Finalizer grew by ${formatCount(classes?.finalizers ?? 0)} instances. None is freed before it was finalized, an OutOfMemoryError or not.`,
      ];
    case 'somehow':
      return [
        `${capitalised(none)}: soft or weak references keep it, it waits for its finalizer, or it is garbage that no collection has freed yet. A class histogram shows whether java.lang.ref.SoftReference or java.lang.ref.Finalizer grows with it.`,
      ];
  }
}
