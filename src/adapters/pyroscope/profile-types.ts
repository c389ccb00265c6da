import type { ProfileKind } from '../../investigation/ports.ts';
import type { TimeRange } from '../../measurement/time.ts';
import type { PyroscopeApi } from './api.ts';
import { profileTypesSchema } from './schema.ts';

/** `memory:inuse_space:bytes:space:bytes`, and what its samples count. */
export interface ProfileType {
  readonly id: string;
  readonly sampleType: string;
}

/** What the samples of a kind of profile count; the names before them differ from agent to agent. */
export const SAMPLE_TYPE: Readonly<Record<ProfileKind, string>> = { heap: 'inuse_space', goroutine: 'goroutine' };

/** Every type of profile that the tenant has in a range. Throws UnavailableError. */
export function profileTypes(
  api: PyroscopeApi,
  { from, to }: TimeRange,
  signal?: AbortSignal,
): Promise<readonly ProfileType[]> {
  return api.call(
    {
      rpc: 'ProfileTypes',
      message: { start: Math.floor(from), end: Math.ceil(to) },
      asked: 'its profile types',
      shape: (data) =>
        profileTypesSchema.parse(data).profileTypes.map(({ ID, sampleType }) => ({
          id: ID,
          sampleType: sampleType === '' ? (ID.split(':')[1] ?? '') : sampleType,
        })),
    },
    signal,
  );
}

/** The types that hold a kind of profile: scraped goroutines and pushed ones have two names. */
export function typesOf(kind: ProfileKind, all: readonly ProfileType[]): readonly string[] {
  return all.filter(({ sampleType }) => sampleType === SAMPLE_TYPE[kind]).map(({ id }) => id);
}
