import type { TimeRange } from '../../measurement/time.ts';
import type { ProfileType } from '../profile-server/profile-type.ts';
import type { ParcaApi } from './api.ts';
import { profileTypesSchema } from './schema.ts';

/** Every type of profile that Parca has in a range. Throws UnavailableError. */
export async function profileTypes(
  api: ParcaApi,
  { from, to }: TimeRange,
  signal?: AbortSignal,
): Promise<readonly ProfileType[]> {
  const found = await api.get(
    {
      path: 'types',
      parameters: { start: timestamp(from), end: timestamp(to) },
      asked: 'its profile types',
      shape: (data) =>
        profileTypesSchema.parse(data).types.map(({ name, sampleType, sampleUnit, periodType, periodUnit, delta }) => ({
          id: [name, sampleType, sampleUnit, periodType, periodUnit, ...(delta ? ['delta'] : [])].join(':'),
          sampleType,
        })),
    },
    signal,
  );
  return found ?? [];
}

/** RFC 3339, as the gateway takes times. */
export function timestamp(time: number): string {
  return new Date(time).toISOString();
}
