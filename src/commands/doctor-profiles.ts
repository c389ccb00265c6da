import { parcaApi } from '../adapters/parca/api.ts';
import { askedParca } from '../adapters/parca/asked-server.ts';
import { typesOf } from '../adapters/profile-server/profile-type.ts';
import { versionOf } from '../adapters/profile-server/version.ts';
import { type AskedServer, nothingAtAll, typeMissing } from '../adapters/profile-server/why-none.ts';
import { pyroscopeApi } from '../adapters/pyroscope/api.ts';
import { askedPyroscope } from '../adapters/pyroscope/asked-server.ts';
import type { Settings } from '../config/settings.ts';
import type { Gap } from '../diagnosis/finding.ts';
import { windowBefore } from '../evidence/window.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import type { Instant } from '../foundation/clock.ts';
import { explain } from '../foundation/errors.ts';
import { HOUR, type Milliseconds, SECOND } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { PROFILE_KINDS } from '../profile/kind.ts';
import { reachedAs } from './profile-server.ts';

/** A kind of profile that was not stored for so long is missing. */
const LOOKS_BACK = 6 * HOUR;
/** A person waits for the answer. */
const TIMEOUT: Milliseconds = 10 * SECOND;

/** Whether the profile server answers, and has the kinds of profiles that Leakbot compares. */
export async function checkProfileServer(
  settings: NonNullable<Settings['profiles']>,
  now: Instant,
): Promise<readonly Check[]> {
  const server = serverOf(settings);
  try {
    const [types, version] = await Promise.all([
      server.types(windowBefore(now, LOOKS_BACK)),
      versionOf(settings.kind, { ...reachedAs(settings), timeout: TIMEOUT }),
    ]);
    if (types.length === 0) return [asCheck(nothingAtAll(server))];
    const numbered = version === undefined ? '' : `, version ${version}`;
    const kinds = PROFILE_KINDS.map((kind) => {
      const own = typesOf(kind, types);
      return own.length === 0 ? asCheck(typeMissing(server, kind)) : ok(`${kind} profiles (${own.join(', ')})`);
    });
    return [ok(`${server.name} answers${numbered}, ${countOf(types.length, 'type')} of profiles`), ...kinds];
  } catch (error) {
    return [fault(explain(error))];
  }
}

function serverOf(settings: NonNullable<Settings['profiles']>): AskedServer {
  const reached = { ...reachedAs(settings), timeout: TIMEOUT };
  return settings.kind === 'pyroscope' ? askedPyroscope(pyroscopeApi(reached)) : askedParca(parcaApi(reached));
}

function asCheck({ missing, fix }: Gap): Check {
  return warning(missing, fix);
}
