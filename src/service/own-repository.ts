import type { Frame } from '../profile/comparison.ts';
import { parseGoName } from '../profile/go-names.ts';
import { parseRepositoryUrl, type RepositoryPage } from './repository-url.ts';
import { gitRevision } from './revision.ts';
import type { Repository } from './service.ts';
import { sourceFile } from './source-file.ts';

/** A repository at the revision that runs. */
export interface RepositoryAt {
  readonly page: RepositoryPage;
  readonly revision: string;
}

/**
 * The configured repository, else the one that import paths on a public host name themselves, at the running revision,
 * else the configured one, else the newest where the host knows that as HEAD.
 */
export function ownRepository(context: {
  readonly repository?: Partial<Repository> | undefined;
  readonly revision?: string | undefined;
  readonly frames?: readonly Frame[] | undefined;
}): RepositoryAt | undefined {
  const { repository = {}, frames = [] } = context;
  const page =
    repository.url === undefined ? importedPage(frames) : parseRepositoryUrl(repository.url, repository.host);
  if (page === undefined) return undefined;
  const told = [context.revision, repository.revision].find((revision) => (revision ?? '').trim() !== '');
  const head = page.host === 'gitea' || page.host === 'azure' ? undefined : 'HEAD';
  const revision = told === undefined ? head : gitRevision(told);
  return revision === undefined ? undefined : { page, revision };
}

function importedPage(frames: readonly Frame[]): RepositoryPage | undefined {
  for (const frame of frames) {
    const source = sourceFile(frame);
    const path = source.kind === 'own' ? parseGoName(frame.function)?.package : undefined;
    const repository = /^(github\.com|bitbucket\.org|codeberg\.org)\/[^/]+\/[^/]+|^gitlab\.com\/[^/]+\/[^/]+$/.exec(
      path ?? '',
    )?.[0];
    if (repository !== undefined && !/(^|\/)vendor\//.test(frame.file)) return parseRepositoryUrl(repository);
  }
  return undefined;
}
