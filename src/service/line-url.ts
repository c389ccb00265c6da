import { assertNever } from '../foundation/assert-never.ts';
import { azureVersion } from './compare-url.ts';
import { encodePath, type RepositoryPage } from './repository-url.ts';
import { revisionKind } from './revision.ts';

/** A line of a file in a repository; `line` 0 means the file as a whole. */
export interface FileLine {
  readonly revision: string;
  /** From the root of the repository, without a slash in front. */
  readonly path: string;
  readonly line: number;
}

/** The address of a line, as each host writes it. */
export function lineUrl(repository: RepositoryPage, { revision, path, line }: FileLine): string {
  const page = repository.url;
  const file = encodePath(path);
  const at = encodePath(revision);
  const anchor = (text: string) => (line > 0 ? `#${text}` : '');
  switch (repository.host) {
    case 'github':
      return `${page}/blob/${at}/${file}${anchor(`L${line}`)}`;
    case 'gitlab':
      return `${page}/-/blob/${at}/${file}${anchor(`L${line}`)}`;
    case 'bitbucket':
      return `${page}/src/${at}/${file}${anchor(`lines-${line}`)}`;
    case 'bitbucket-server':
      return `${page}/browse/${file}?at=${encodeURIComponent(revision)}${anchor(`${line}`)}`;
    case 'gitea':
      return `${page}/src/${revisionKind(revision)}/${at}/${file}${anchor(`L${line}`)}`;
    case 'azure':
      return azureUrl(page, { revision, path, line });
    default:
      return assertNever(repository.host);
  }
}

function azureUrl(page: string, { revision, path, line }: FileLine): string {
  const query = `path=${encodeURIComponent(`/${path}`)}&version=${azureVersion(revision)}`;
  const selection = `&line=${line}&lineEnd=${line + 1}&lineStartColumn=1&lineEndColumn=1&lineStyle=plain`;
  return `${page}?${query}${line > 0 ? selection : ''}`;
}
