/** The sample type of histograms that a leak shows in. */
export const CLASS_BYTES = 'class_bytes';

export interface GrownClass {
  readonly name: string;
  /** Instances, or bytes. */
  readonly more: number;
}

/** What grew between two class histograms. */
export interface ClassGrowth {
  /** By bytes, the largest first. */
  readonly bytes: readonly GrownClass[];
  /** Of the classes that belong to no library the one whose instances grew most. */
  readonly own?: GrownClass | undefined;
  /** Where none of the service’s own grew: the class of a library whose instances grew most. */
  readonly library?: GrownClass | undefined;
  /** Classes whose instances own memory outside the heap, or of a database, and multiplied: they want to be closed. */
  readonly closeable?: readonly GrownClass[] | undefined;
  /** Others whose instances grew by about as many: what it consists of, or what holds it. */
  readonly alike: readonly GrownClass[];
  /** Counted within a heap profile: only objects that a collector tracks, as they stood. */
  readonly tracked?: true | undefined;
  /** What instances of java.lang.ref.SoftReference grew by, where they did, without those that classes have for what is looked up in them. */
  readonly soft?: number | undefined;
  /** The same of java.lang.ref.Finalizer: objects with a finalize() that lives on, or waits to be called. */
  readonly finalizers?: number | undefined;
  /** The same of java.lang.Class: classes that were loaded meanwhile. */
  readonly loaded?: number | undefined;
}
