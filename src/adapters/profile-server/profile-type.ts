import type { ProfileKind } from '../../evidence/ports.ts';

/** A type of profile as a server names it: `memory:inuse_space:bytes:space:bytes`. */
export interface ProfileType {
  readonly id: string;
  /** What its samples count: `inuse_space`. */
  readonly sampleType: string;
}

/**
 * What the samples of a kind of profile count; the names before them differ from agent to agent. Of a JVM the live objects
 * are counted (`memory:live:count:objects:count`); what it allocated (`alloc_in_new_tlab_bytes`) says nothing of what it
 * keeps, and class histograms go to no server.
 */
export const SAMPLE_TYPES: Readonly<Record<ProfileKind, readonly string[]>> = {
  heap: ['inuse_space', 'live'],
  goroutine: ['goroutine'],
  histogram: [],
};

/** The types that hold a kind of profile: scraped goroutines and pushed ones have two names. */
export function typesOf(kind: ProfileKind, all: readonly ProfileType[]): readonly string[] {
  return all.filter(({ sampleType }) => SAMPLE_TYPES[kind].includes(sampleType)).map(({ id }) => id);
}

/** The same, those of one sample type together, the best first: one process rarely has several, and they cannot be compared. */
export function typesByWorth(kind: ProfileKind, all: readonly ProfileType[]): readonly (readonly string[])[] {
  const groups = SAMPLE_TYPES[kind].map((wanted) => all.filter(({ sampleType }) => sampleType === wanted));
  return groups.filter((group) => group.length > 0).map((group) => group.map(({ id }) => id));
}

/** Whether only what was allocated by a JVM is there, not what it keeps. */
export function allocatesOnly(kind: ProfileKind, all: readonly ProfileType[]): boolean {
  return kind === 'heap' && all.some(({ sampleType }) => /^alloc_(in_new|outside)_tlab_/.test(sampleType));
}
