import { assertNever } from '../foundation/assert-never.ts';
import { encodePath, parseRepositoryUrl, type RepositoryPage } from './repository-url.ts';
import { gitRevision, revisionKind } from './revision.ts';
import type { Repository } from './service.ts';

/**
 * The page that shows what changed from one revision to a later one, as each host writes it. Undefined where there is
 * nothing to show: no repository that can be read, or twice the same revision.
 */
export function compareUrl(repository: Pick<Repository, 'url' | 'host'>, from: string, to: string): string | undefined {
  const page = parseRepositoryUrl(repository.url, repository.host);
  const [older, newer] = [gitRevision(from), gitRevision(to)];
  return page === undefined || older === '' || newer === '' || older === newer ? undefined : pageOf(page, older, newer);
}

function pageOf({ host, url }: RepositoryPage, from: string, to: string): string {
  const [older, newer] = [encodePath(from), encodePath(to)];
  switch (host) {
    case 'github':
    case 'gitea':
      return `${url}/compare/${older}...${newer}`;
    case 'gitlab':
      return `${url}/-/compare/${older}...${newer}`;
    case 'bitbucket':
      // What is compared stands first, what it is compared with second.
      return `${url}/branches/compare/${encodeURIComponent(to)}%0D${encodeURIComponent(from)}`;
    case 'bitbucket-server':
      return `${url}/compare/commits?sourceBranch=${fullRef(to)}&targetBranch=${fullRef(from)}`;
    case 'azure':
      return `${url}/branchCompare?baseVersion=${azureVersion(from)}&targetVersion=${azureVersion(to)}`;
    default:
      return assertNever(host);
  }
}

/** Bitbucket Server takes bare names for branches only. */
function fullRef(revision: string): string {
  const prefix = { commit: '', tag: 'refs/tags/', branch: 'refs/heads/' }[revisionKind(revision)];
  return encodeURIComponent(`${prefix}${revision}`);
}

/** How Azure DevOps tells a commit, tag or branch: `GC4f2c1a9`. */
export function azureVersion(revision: string): string {
  const prefix = { commit: 'GC', tag: 'GT', branch: 'GB' }[revisionKind(revision)];
  return `${prefix}${encodeURIComponent(revision)}`;
}
