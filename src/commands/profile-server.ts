import type { ProfileServerSettings } from '../adapters/profile-server/settings.ts';
import type { Settings } from '../config/settings.ts';
import type { ProfileSource } from '../evidence/ports.ts';

/** The profile server of the settings, as `PYROSCOPE_URL` or `PARCA_URL` name it; only what speaks to it is loaded. */
export async function profileServer(settings: NonNullable<Settings['profiles']>): Promise<ProfileSource> {
  const reached = reachedAs(settings);
  if (settings.kind === 'pyroscope') {
    const [{ pyroscopeApi }, { pyroscopeProfiles }] = await Promise.all([
      import('../adapters/pyroscope/api.ts'),
      import('../adapters/pyroscope/profile-source.ts'),
    ]);
    return pyroscopeProfiles(pyroscopeApi(reached));
  }
  const [{ parcaApi }, { parcaProfiles }] = await Promise.all([
    import('../adapters/parca/api.ts'),
    import('../adapters/parca/profile-source.ts'),
  ]);
  return parcaProfiles(parcaApi(reached));
}

export function reachedAs({
  url,
  token,
  username,
  password,
  orgId,
}: NonNullable<Settings['profiles']>): ProfileServerSettings {
  return { url, token: token?.reveal(), username, password: password?.reveal(), orgId };
}
