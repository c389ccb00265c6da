import type { ProfileKind } from '../../evidence/ports.ts';

/** A type of profile as a server names it: `memory:inuse_space:bytes:space:bytes`. */
export interface ProfileType {
  readonly id: string;
  /** What its samples count: `inuse_space`. */
  readonly sampleType: string;
}

/** What the samples of a kind of profile count; the names before them differ from agent to agent. */
export const SAMPLE_TYPE: Readonly<Record<ProfileKind, string>> = { heap: 'inuse_space', goroutine: 'goroutine' };

/** The types that hold a kind of profile: scraped goroutines and pushed ones have two names. */
export function typesOf(kind: ProfileKind, all: readonly ProfileType[]): readonly string[] {
  return all.filter(({ sampleType }) => sampleType === SAMPLE_TYPE[kind]).map(({ id }) => id);
}
