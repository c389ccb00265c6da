import type { ProfileKind } from '../kind.ts';

/** A recording of JDK Flight Recorder is read for what it shows of memory. */
const HEAP_WORDS = ['heap', 'heapprofile', 'gcheap', 'mem', 'memory', 'inuse', 'inuse_space', 'inuse_objects', 'jfr'];
/** A Go allocs profile is its heap profile with another default column. */
const ALLOCATION_WORDS = ['allocs', 'alloc_space', 'alloc_objects'];
const GOROUTINE_WORDS = ['goroutine', 'goroutines'];
/** The class histogram of a JVM; a name may say of what: `heap-histogram`. */
const HISTOGRAM_WORDS = ['histogram', 'histo'];

const WORD = [...HEAP_WORDS, ...ALLOCATION_WORDS, ...GOROUTINE_WORDS, ...HISTOGRAM_WORDS]
  .sort((a, b) => b.length - a.length)
  .join('|');

/**
 * The part of a name that says which kind of profile a file holds, as a regular expression without anchors: `heap`,
 * `mem` and `GCHeap` (holmes 1.0), `alloc_objects.alloc_space.inuse_objects.inuse_space` (autopprof), `goroutine`.
 */
export const KIND_PATTERN = `(?:${WORD})(?:[._-](?:${WORD}))*`;

/** The kind that a text names; undefined for others (cpu, block, mutex) and where it names none. */
export function kindInName(text: string): ProfileKind | undefined {
  const words = text.toLowerCase().split(/[^a-z_]+/);
  if (words.some((word) => GOROUTINE_WORDS.includes(word))) return 'goroutine';
  if (words.some((word) => HISTOGRAM_WORDS.includes(word))) return 'histogram';
  return words.some((word) => HEAP_WORDS.includes(word) || ALLOCATION_WORDS.includes(word)) ? 'heap' : undefined;
}
