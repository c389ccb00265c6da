import type { Gap } from '../../../diagnosis/finding.ts';
import { formatDuration, type Milliseconds } from '../../../measurement/duration.ts';
import { buildInfoMetrics } from '../../../metrics/deploys.ts';
import type { Frame } from '../../../profile/comparison.ts';
import { hostOfKind } from '../../../service/hosts/hosts.ts';
import type { RepositoryAt } from '../../../service/own-repository.ts';
import type { Service } from '../../../service/service.ts';
import { sourceFile } from '../../../service/source-file.ts';

export function slowGap(patience: Milliseconds): Gap {
  return {
    missing: `The code is not shown: its host took longer than ${formatDuration(patience)}.`,
    fix: 'Choose “Look further” to try again.',
  };
}

/** A profile or an import path named the repository: no token is used for what the settings do not name. */
export function unnamedGap({ page }: RepositoryAt): Gap {
  return {
    missing: `The code is not shown: leakbot.yaml does not name ${page.url}.`,
    fix: 'Set it as repository.url of the service in leakbot.yaml, or add its owner to code.owners.',
  };
}

/** Hosts do not distinguish what is not there from what a token may not see. */
export function absentGap({ page, revision }: RepositoryAt, what: string): Gap {
  return {
    missing: `The code is not shown: ${page.url} does not have ${what} at ${revision}, or the token may not read it.`,
    fix: 'Run leakbot doctor: it says what the token reads. A revision must be a commit or tag that was pushed.',
  };
}

export function noLineGap({ revision, path }: { readonly revision: string; readonly path: string }, line: number): Gap {
  return {
    missing: `${path} has no line ${line} at ${revision}: that may not be the revision that runs.`,
    fix: 'Expose the commit that was built as the revision of the service’s build_info metric.',
  };
}

export interface LookedFor {
  /** Whether all files of the repository were looked through. */
  readonly looked: boolean;
  /** What repository.root of the service is set to. */
  readonly root?: string | undefined;
}

/** For frames that do not say where their file lies: what is set already is not asked for. */
export function lostGap({ page }: RepositoryAt, frame: Frame, { looked, root }: LookedFor): Gap {
  const { file } = frame;
  const wanted =
    sourceFile(frame).kind === 'class'
      ? 'the source root in the repository (src/main/java)'
      : 'the directory that it is built or runs in';
  const token = looked ? undefined : hostOfKind(page.host).code?.token.name;
  const orToken =
    token === undefined ? '' : `, or ${root === undefined ? '' : 'set '}${token} so that I can look for it`;
  const asked =
    root === undefined
      ? `Set repository.root of the service in leakbot.yaml to ${wanted}`
      : `Check whether it lies below ${root}, the repository.root of the service in leakbot.yaml`;
  return {
    missing: `I cannot say where ${file} lies in ${page.url}, so it has no link.`,
    fix: `${asked}${orToken}.`,
  };
}

/** Links to a branch or to the newest revision. */
export function movedGap({ page, revision }: RepositoryAt, { workload }: Service): Gap {
  const [metric = 'build_info'] = buildInfoMetrics(workload.name);
  const where = revision === 'HEAD' ? 'the newest revision' : `the branch ${revision}`;
  return {
    missing: `I do not know which commit runs: links lead to ${where} of ${page.url}, where lines may have moved.`,
    fix: `Expose ${metric}{revision="<commit>"} 1 in the service, or set repository.revision in leakbot.yaml.`,
  };
}
