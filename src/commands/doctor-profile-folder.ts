import { type FoundFile, filesOf } from '../adapters/profile-folder/listing.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import { explain } from '../foundation/errors.ts';
import { SECOND } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PathTemplate } from '../profile/files/path-template.ts';
import { PROFILE_KINDS, type ProfileKind } from '../profile/kind.ts';
import { type UnreadableFile, unreadableFiles } from './unreadable-files.ts';

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
    const signal = AbortSignal.timeout(PATIENCE);
    const files = await filesOf(template, {}, signal);
    if (files.length === 0) {
      return [
        warning(
          `no file is named like ${template.text}`,
          'Correct profileFolders in leakbot.yaml to how the files are named, or start what writes them.',
        ),
      ];
    }
    const pods = new Set(files.map(({ said }) => said.pod ?? said.instance));
    const broken = await unreadableFiles(files, signal);
    return [
      ok(`${countOf(files.length - broken.length, 'profile')} of ${countOf(pods.size, 'pod')}`),
      ...SHOWN_KINDS.flatMap((kind) => kindCheck(kind, { files: readable(files, broken), needed })),
      ...brokenCheck(broken),
    ];
  } catch (error) {
    return [fault(explain(error))];
  }
}

function readable(files: readonly FoundFile[], broken: readonly UnreadableFile[]): readonly FoundFile[] {
  const paths = new Set(broken.map(({ path }) => path));
  return files.filter(({ path }) => !paths.has(path));
}

function kindCheck(
  kind: ProfileKind,
  { files, needed }: { readonly files: readonly FoundFile[]; readonly needed: ReadonlySet<ProfileKind> },
): readonly Check[] {
  const times = files.filter((file) => file.kind === kind).map(({ time }) => time);
  if (times.length > 0) {
    return [ok(`${countOf(times.length, `${kind} profile`)}, the latest ${formatInstant(latest(times))} UTC`)];
  }
  return needed.has(kind)
    ? [warning(`no ${kind} profiles`, `Let what writes to the folder write ${kind} profiles as well.`)]
    : [];
}

/** More are not listed one by one. */
const NAMED = 3;

function brokenCheck(broken: readonly UnreadableFile[]): readonly Check[] {
  if (broken.length === 0) return [];
  const named = broken.slice(0, NAMED).map(({ path, reason }) => `${path}: ${reason}`);
  const more = broken.length > NAMED ? [`${broken.length - NAMED} more`] : [];
  const which =
    broken.length === 1
      ? 'one file is no profile that can be used'
      : `${broken.length} files are no profiles that can be used`;
  return [
    warning(
      `${which}: ${[...named, ...more].join('; ')}`,
      'Correct what writes them: the next readable ones are used instead.',
    ),
  ];
}

function latest(times: readonly number[]): number {
  return times.reduce((a, b) => Math.max(a, b), -Infinity);
}
