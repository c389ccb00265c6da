/** The kinds of profile that Leakbot reads and compares; heap first: of a process about to die it is the one that matters. */
export const PROFILE_KINDS = ['heap', 'goroutine'] as const;
/** The class histogram of a JVM says by class what a heap profile says by line; it is only taken where someone asked for it. */
export type ProfileKind = (typeof PROFILE_KINDS)[number] | 'histogram';

/** What a Go runtime says of its goroutines when it is asked: which of them it calls leaked, and how each waits, as text. */
export type TestimonyKind = 'goroutineleak' | 'goroutine-text';
