import { revisionKind } from '../revision.ts';
import { anchor, encodePath } from './address.ts';
import type { PageParts, RepositoryAddress, RepositoryHost } from './host.ts';

/** Bitbucket Server and Data Center. */
export const bitbucketServer: RepositoryHost = {
  recognises: ({ host, path }) =>
    /^scm\/|^(projects|users)\/[^/]+\/repos\//.test(path) || /(^|\.)(bitbucket|stash)\./.test(host),
  page,
  lineUrl: (url, { revision, path, line }) =>
    `${url}/browse/${encodePath(path)}?at=${encodeURIComponent(revision)}${anchor(line, '')}`,
  compareUrl: (url, from, to) => `${url}/compare/commits?sourceBranch=${fullRef(to)}&targetBranch=${fullRef(from)}`,
  newest: 'HEAD',
  importedRepository: () => undefined,
};

/** `https://host/scm/project/repo.git` and `https://host/projects/P/repos/R` are the same repository. */
function page({ scheme, host, path }: RepositoryAddress): PageParts | undefined {
  const match = /^(?:scm\/)?(?:(projects|users)\/)?(~?[^/]+)\/(?:repos\/)?([^/]+?)(?:\.git)?(?:\/browse.*)?$/.exec(
    path,
  );
  if (match === null) return undefined;
  const [, , owner = '', name = ''] = match;
  const kind = owner.startsWith('~') || match[1] === 'users' ? 'users' : 'projects';
  const url = `${host}/${kind}/${owner.replace(/^~/, '')}/repos/${name}`;
  return { url: `${scheme}://${encodePath(url)}`, importPath: `${host}/${owner}/${name}`, name };
}

/** Bare names are taken for branches only. */
function fullRef(revision: string): string {
  const prefix = { commit: '', tag: 'refs/tags/', branch: 'refs/heads/' }[revisionKind(revision)];
  return encodeURIComponent(`${prefix}${revision}`);
}
