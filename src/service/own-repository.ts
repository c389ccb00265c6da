import { hostOfKind, publicHost } from './hosts/hosts.ts';
import { parseRepositoryUrl, type RepositoryPage } from './repository-url.ts';
import { gitRevision } from './revision.ts';
import type { Repository } from './service.ts';
import type { SourceFile } from './source-file.ts';

/** A repository at the revision that runs. */
export interface RepositoryAt {
  readonly page: RepositoryPage;
  readonly revision: string;
}

/**
 * The configured repository, else the one that import paths on a public host name themselves, at the running revision,
 * else the configured one, else the newest where the host knows that as HEAD. The files of the program's frames are
 * asked for only where no repository is configured.
 */
export function ownRepository(
  seen: { readonly repository?: Partial<Repository> | undefined; readonly revision?: string | undefined },
  sources: Iterable<SourceFile>,
): RepositoryAt | undefined {
  const { repository = {} } = seen;
  const page =
    repository.url === undefined ? importedPage(sources) : parseRepositoryUrl(repository.url, repository.host);
  if (page === undefined) return undefined;
  const running = [seen.revision, repository.revision].find((revision) => (revision ?? '').trim() !== '');
  const revision = running === undefined ? hostOfKind(page.host).newest : gitRevision(running);
  return revision === undefined ? undefined : { page, revision };
}

function importedPage(sources: Iterable<SourceFile>): RepositoryPage | undefined {
  for (const source of sources) {
    if (source.kind !== 'own' || /(^|\/)vendor\//.test(source.file)) continue;
    const [domain = '', ...elements] = (source.package ?? '').split('/');
    const repository = publicHost(domain)?.importedRepository(elements);
    if (repository !== undefined) return parseRepositoryUrl(`${domain}/${repository.path}`);
  }
  return undefined;
}
