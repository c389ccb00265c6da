import { parcaApi } from '../adapters/parca/api.ts';
import { parcaProfiles } from '../adapters/parca/profile-source.ts';
import type { ProfileServerSettings } from '../adapters/profile-server/settings.ts';
import { pyroscopeApi } from '../adapters/pyroscope/api.ts';
import { pyroscopeProfiles } from '../adapters/pyroscope/profile-source.ts';
import type { Settings } from '../config/settings.ts';
import type { ProfileSource } from '../evidence/ports.ts';

/** The profile server of the settings, as `PYROSCOPE_URL` or `PARCA_URL` name it. */
export function profileServer(settings: NonNullable<Settings['profiles']>): ProfileSource {
  const reached = reachedAs(settings);
  return settings.kind === 'pyroscope' ? pyroscopeProfiles(pyroscopeApi(reached)) : parcaProfiles(parcaApi(reached));
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
