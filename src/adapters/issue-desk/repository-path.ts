import type { HostKind } from '../../service/hosts/hosts.ts';
import { parseRepositoryUrl } from '../../service/repository-url.ts';
import type { Repository } from '../../service/service.ts';
import { liesOn } from '../../service/token-host.ts';

/** `acme/markets`, where the repository is at that host and surely of that kind: a token goes nowhere else. */
export function repositoryPath(repository: Repository | undefined, kind: HostKind, base: string): string | undefined {
  const page = repository && parseRepositoryUrl(repository.url, repository.host);
  if (page === undefined || page.guessed === true || !liesOn(page, kind, base)) return undefined;
  return page.url.slice(base.length + 1);
}
