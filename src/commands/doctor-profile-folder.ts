import { filesOf } from '../adapters/profile-folder/listing.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import { explain } from '../foundation/errors.ts';
import { SECOND } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PathTemplate } from '../profile/files/path-template.ts';
import { PROFILE_KINDS } from '../profile/kind.ts';

/** A person waits for the answer. */
const PATIENCE = 10 * SECOND;

/** Whether a folder of profiles can be read, and has files that are named as said, of the kinds that Leakbot compares. */
export async function checkProfileFolder(template: PathTemplate): Promise<readonly Check[]> {
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
      ...PROFILE_KINDS.map((kind) => {
        const times = files.filter((file) => file.kind === kind).map(({ time }) => time);
        return times.length === 0
          ? warning(`no ${kind} profiles`, `Let what writes to the folder write ${kind} profiles as well.`)
          : ok(`${countOf(times.length, `${kind} profile`)}, the latest ${formatInstant(latest(times))} UTC`);
      }),
    ];
  } catch (error) {
    return [fault(explain(error))];
  }
}

function latest(times: readonly number[]): number {
  return times.reduce((a, b) => Math.max(a, b), -Infinity);
}
