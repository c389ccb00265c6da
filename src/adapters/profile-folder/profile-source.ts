import { readFile, stat } from 'node:fs/promises';
import type { Gap } from '../../diagnosis/finding.ts';
import type { ProfileSource, SnapshotQuery } from '../../evidence/ports.ts';
import { UnavailableError } from '../../foundation/errors.ts';
import { formatBytes } from '../../measurement/bytes.ts';
import { formatInstant, within } from '../../measurement/time.ts';
import { fits, type PathTemplate } from '../../profile/files/path-template.ts';
import { DEFAULT_LIMITS } from '../../profile/import/limits.ts';
import { type FoundFile, filesOf, isMissing, unreadable, type Wanted } from './listing.ts';

/** Profiles that something else writes to a folder. Nothing in it is ever changed. */
export function folderProfiles(template: PathTemplate): ProfileSource {
  const name = folderName(template);
  return {
    name,
    async snapshots({ kind, instances, range, workload }, signal) {
      if (instances.length === 0) return [];
      const files = await filesOf(template, wantedBy(template, { instances, workload }), signal);
      return files
        .filter((file) => file.kind === kind && within(range, file.time))
        .filter(({ said }) => instances.includes(said.pod ?? '') || instances.includes(said.instance ?? ''))
        .sort((a, b) => a.time - b.time)
        .map(({ path, said, time }) => ({
          source: name,
          id: path,
          path,
          kind,
          instance: said.pod ?? said.instance ?? '',
          time,
          processStart: undefined,
        }));
    },
    async read({ id }) {
      // An investigation outlives a change of the settings; and only files of the template are anyone's profiles.
      if (!fits(template, id)) throw gone(name, id);
      return contentOf(name, id);
    },
    whyNone: (query, signal) => whyNone(template, query, signal),
  };
}

export function folderName({ text }: PathTemplate): string {
  return `the folder ${text}`;
}

/** Where both a pod and an address stand in a path, either may be the name that the process goes by. */
function wantedBy(
  { placeholders }: PathTemplate,
  { instances, workload }: Pick<SnapshotQuery, 'instances' | 'workload'>,
): Wanted {
  const either = placeholders.has('pod') && placeholders.has('instance');
  const { cluster, namespace, container } = workload ?? {};
  return {
    ...(either ? {} : { pod: instances, instance: instances }),
    ...(cluster === undefined ? {} : { cluster: [cluster] }),
    ...(namespace === undefined ? {} : { namespace: [namespace] }),
    ...(container === undefined ? {} : { container: [container] }),
  };
}

async function contentOf(name: string, path: string): Promise<Uint8Array> {
  try {
    const { size } = await stat(path);
    if (size <= DEFAULT_LIMITS.maxBytes) return await readFile(path);
  } catch (error) {
    throw isMissing(error) ? gone(name, path) : unreadable(path, error);
  }
  const most = formatBytes(DEFAULT_LIMITS.maxBytes);
  throw new UnavailableError(`${path} is larger than ${most}: it is no profile`, { retryable: false });
}

function gone(name: string, path: string): UnavailableError {
  return new UnavailableError(`${name} no longer has ${path}: it was deleted or renamed`, { retryable: false });
}

/** From what the folder does have: no file at all, none of the kind, none of the pod. */
async function whyNone(
  template: PathTemplate,
  { kind, instances: [pod = 'this pod'], range }: SnapshotQuery,
  signal?: AbortSignal,
): Promise<Gap> {
  const name = folderName(template);
  const all = await filesOf(template, {}, signal);
  if (all.length === 0) {
    return {
      missing: `${name} has no file that is named like this.`,
      fix: 'Correct profileFolders in leakbot.yaml to how the files are named, or start what writes them.',
    };
  }
  const ofKind = all.filter((file) => file.kind === kind);
  const latest = latestOf(ofKind);
  if (latest === undefined) {
    return {
      missing: `${name} has no ${kind} profiles.`,
      fix: `Let what writes to it write ${kind} profiles as well.`,
    };
  }
  const during = ofKind.filter(({ time }) => within(range, time));
  return {
    missing: `${name} has no ${kind} profile of ${pod} in this window; the latest of any pod is ${latest.path}, ${formatInstant(latest.time)} UTC.`,
    fix:
      during.length === 0
        ? 'Start what writes them again; times without a zone are read as UTC.'
        : 'Let every pod write its profiles, under the name of the pod.',
  };
}

function latestOf(files: readonly FoundFile[]): FoundFile | undefined {
  return files.reduce<FoundFile | undefined>(
    (latest, file) => (file.time > (latest?.time ?? -Infinity) ? file : latest),
    undefined,
  );
}
