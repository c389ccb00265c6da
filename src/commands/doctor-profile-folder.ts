import { filesOf } from '../adapters/profile-folder/listing.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import { explain } from '../foundation/errors.ts';
import { SECOND } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PathTemplate } from '../profile/files/path-template.ts';
import { PROFILE_KINDS, type ProfileKind } from '../profile/kind.ts';

/** A person waits for the answer. */
const PATIENCE = 10 * SECOND;

/** A class histogram is only there where someone wanted it: that none is there is no warning. */
const SHOWN_KINDS: readonly ProfileKind[] = [...PROFILE_KINDS, 'histogram'];

/** Whether a folder of profiles can be read, and has files that are named as said, of the kinds that Leakbot compares. */
export async function checkProfileFolder(
  template: PathTemplate,
  /** Kinds that no service of the settings needs are not asked for. */
  needed: ReadonlySet<ProfileKind> = new Set(PROFILE_KINDS),
): Promise<readonly Check[]> {
  try {
    const files = await filesOf(template, {}, AbortSignal.timeout(PATIENCE));
    if (files.length === 0) {
      return [
        warning(
          `no file is named like ${template.text}`,
          'Correct profileFolders in leakbot.yaml to how the files are named, or start what writes them.',
        ),
      ];
    }
    const pods = new Set(files.map(({ said }) => said.pod ?? said.instance));
    return [
      ok(`${countOf(files.length, 'profile')} of ${countOf(pods.size, 'pod')}`),
      ...SHOWN_KINDS.flatMap((kind) => {
        const times = files.filter((file) => file.kind === kind).map(({ time }) => time);
        if (times.length > 0)
          return [ok(`${countOf(times.length, `${kind} profile`)}, the latest ${formatInstant(latest(times))} UTC`)];
        return needed.has(kind)
          ? [warning(`no ${kind} profiles`, `Let what writes to the folder write ${kind} profiles as well.`)]
          : [];
      }),
    ];
  } catch (error) {
    return [fault(explain(error))];
  }
}

function latest(times: readonly number[]): number {
  return times.reduce((a, b) => Math.max(a, b), -Infinity);
}
