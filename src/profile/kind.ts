/** The kinds of profile that Leakbot reads and compares. */
export type ProfileKind = 'heap' | 'goroutine';

/** What a Go runtime says of its goroutines when it is asked: which of them it calls leaked, and how each waits, as text. */
export type TestimonyKind = 'goroutineleak' | 'goroutine-text';
