import { revisionKind } from '../revision.ts';
import { encodePath, lastElement } from './address.ts';
import type { FileLine, PageParts, RepositoryAddress, RepositoryHost } from './host.ts';

/** Azure DevOps. */
export const azure: RepositoryHost = {
  recognises: ({ host, path }) =>
    /(^|\.)(dev\.azure\.com|visualstudio\.com)(:\d+)?$/.test(host) || /\/_git\//.test(`/${path}`),
  page,
  lineUrl,
  compareUrl: (url, from, to) => `${url}/branchCompare?baseVersion=${version(from)}&targetVersion=${version(to)}`,
  importedRepository: () => undefined,
};

/** `https://dev.azure.com/org/project/_git/repo`, `git@ssh.dev.azure.com:v3/org/project/repo`, `org.visualstudio.com`. */
function page({ host, path }: RepositoryAddress): PageParts | undefined {
  const ssh = /^v3\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path);
  const web = /^(.*?)\/?_git\/([^/]+)/.exec(path);
  if (ssh === null && web === null) return undefined;
  const url =
    ssh === null
      ? `${host}/${[web?.[1], '_git', web?.[2]].filter((part) => part !== '').join('/')}`
      : `dev.azure.com/${ssh[1]}/${ssh[2]}/_git/${ssh[3]}`;
  return { url: `https://${encodePath(url)}`, importPath: url, name: lastElement(url) };
}

function lineUrl(url: string, { revision, path, line }: FileLine): string {
  const query = `path=${encodeURIComponent(`/${path}`)}&version=${version(revision)}`;
  const selection = `&line=${line}&lineEnd=${line + 1}&lineStartColumn=1&lineEndColumn=1&lineStyle=plain`;
  return `${url}?${query}${line > 0 ? selection : ''}`;
}

/** A commit, tag or branch as its addresses write it: `GC4f2c1a9`. */
function version(revision: string): string {
  const prefix = { commit: 'GC', tag: 'GT', branch: 'GB' }[revisionKind(revision)];
  return `${prefix}${encodeURIComponent(revision)}`;
}
