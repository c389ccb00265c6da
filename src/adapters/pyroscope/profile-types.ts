import type { TimeRange } from '../../measurement/time.ts';
import type { ProfileType } from '../profile-server/profile-type.ts';
import type { PyroscopeApi } from './api.ts';
import { profileTypesSchema } from './schema.ts';

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
