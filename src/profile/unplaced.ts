/**
 * The whole stack of what a profiler could not place: it says that nothing is known, and is nothing that someone could open.
 * The agent of `manifest/jvm` writes the first; async-profiler, perf, memray and jeprof the others.
 */
const NO_PLACE = /^(?:\[objects without a sample\]|\[no Java frame\]|[[<(]unknown[\])>]|\?\?)$/i;

/** Whether a path is no place: nothing but names for what is not known. One without any frame is told by what it holds. */
export function hasNoPlace(names: readonly string[]): boolean {
  return names.length > 0 && names.every((name) => NO_PLACE.test(name));
}
