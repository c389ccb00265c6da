import { hostOfKind } from './hosts/hosts.ts';
import { parseRepositoryUrl } from './repository-url.ts';
import { gitRevision } from './revision.ts';
import type { Repository } from './service.ts';

/**
 * The page that shows what changed from one revision to a later one. Undefined where there is nothing to show: no
 * repository that can be read, or twice the same revision.
 */
export function compareUrl(repository: Pick<Repository, 'url' | 'host'>, from: string, to: string): string | undefined {
  const page = parseRepositoryUrl(repository.url, repository.host);
  const [older, newer] = [gitRevision(from), gitRevision(to)];
  if (page === undefined || older === '' || newer === '' || older === newer) return undefined;
  return hostOfKind(page.host).compareUrl(page.url, older, newer);
}
