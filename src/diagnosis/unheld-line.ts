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
      return [`${capitalised(none)}: ${whatElse(classes?.loaded)}`];
  }
}

/** Classes. Fewer are loaded by any work that is done for the first time. A choice. */
const MANY_LOADED = 200;

/**
 * What may keep objects that have no chain. Of a class loader that is kept Flight Recorder shows none: it goes from object to object,
 * and not from an object to its class (findings/jfr-no-chain-through-classes.sh).
 */
function whatElse(loaded = 0): string {
  if (loaded >= MANY_LOADED)
    return `static fields of classes whose class loader is kept may keep it, which chains do not pass, as java.lang.Class grew by ${formatCount(loaded)} instances (an application or a plugin that was loaded again); else soft or weak references do, or it is garbage that no collection has freed yet.`;
  return 'soft or weak references keep it, or a static field of a class whose loader is kept (chains do not pass classes), it waits for its finalizer, or it is garbage that no collection has freed yet. A class histogram shows whether java.lang.ref.SoftReference, java.lang.ref.Finalizer or java.lang.Class grows with it.';
}
