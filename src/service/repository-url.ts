/** How a host writes the address of a line. */
export const HOST_KINDS = ['github', 'gitlab', 'bitbucket', 'bitbucket-server', 'gitea', 'azure'] as const;
export type HostKind = (typeof HOST_KINDS)[number];

/** A repository as its host shows it to people; never with credentials. */
export interface RepositoryPage {
  readonly host: HostKind;
  /** `https://github.com/acme/markets` */
  readonly url: string;
  /** What Go import paths of it begin with: `github.com/acme/markets`. */
  readonly importPath: string;
  /** `markets` */
  readonly name: string;
  /** Nothing told the kind of host: good enough for a link, not for a token. */
  readonly guessed?: boolean | undefined;
}

/**
 * Reads what people paste: the page's address, a clone address, `git@host:owner/name.git`; `given` says what kind of
 * host it is where its name does not. Undefined when it is none.
 */
export function parseRepositoryUrl(text: string, given?: HostKind | undefined): RepositoryPage | undefined {
  const address = readAddress(text.trim());
  if (address === undefined) return undefined;
  const { scheme, host } = address;
  const kind = given ?? hostKind(host, address.path);
  if (kind === 'azure') return azurePage(host, address.path);
  if (kind === 'bitbucket-server') return bitbucketServerPage(host, address.path, scheme);
  const path = address.path.replace(/\/(-\/)?(tree|blob|src|commits?)\/.*$/, '').replace(/\.git$/, '');
  if (!/^[^/]+(\/[^/]+)+$/.test(path)) return undefined;
  return {
    host: kind,
    url: `${scheme}://${host}/${encodePath(path)}`,
    importPath: `${host.replace(/:\d+$/, '')}/${path}`,
    name: lastElement(path),
    ...(given === undefined && kind === 'github' && !GITHUB_NAME.test(host) ? { guessed: true } : {}),
  };
}

const GITHUB_NAME = /(^|[.-])(github|ghe)([.-]|$)/;

interface Address {
  readonly scheme: 'http' | 'https';
  /** With its port where one belongs to the page. */
  readonly host: string;
  /** Without slashes at its ends. */
  readonly path: string;
}

function readAddress(text: string): Address | undefined {
  const scp = /^(?:[^@/\s]+@)?([\w.-]+):(?!\/\/)(\D[^\s]*)$/.exec(text);
  if (scp !== null) return { scheme: 'https', host: (scp[1] ?? '').toLowerCase(), path: trimSlashes(scp[2] ?? '') };
  const withScheme = /^[\w+.-]+:\/\//.test(text) ? text : `https://${text}`;
  if (!URL.canParse(withScheme.replace(/^[\w+.-]+:/, 'https:'))) return undefined;
  // Parsed as https whatever it was: other schemes have no host in the URL standard.
  const web = /^https?:/.test(withScheme);
  const url = new URL(web ? withScheme : withScheme.replace(/^[\w+.-]+:/, 'https:'));
  const scheme = url.protocol === 'http:' ? 'http' : 'https';
  return { scheme, host: web ? url.host : url.hostname, path: trimSlashes(decodeURI(url.pathname)) };
}

function hostKind(host: string, path: string): HostKind {
  if (/(^|\.)(dev\.azure\.com|visualstudio\.com)(:\d+)?$/.test(host) || /\/_git\//.test(`/${path}`)) return 'azure';
  if (/^bitbucket\.org$/.test(host)) return 'bitbucket';
  if (/^scm\/|^(projects|users)\/[^/]+\/repos\//.test(path) || /(^|\.)(bitbucket|stash)\./.test(host))
    return 'bitbucket-server';
  if (/(^|[.-])gitlab([.-]|$)/.test(host)) return 'gitlab';
  if (/(^|[.-])(gitea|forgejo)([.-]|$)|^codeberg\.org$/.test(host)) return 'gitea';
  return 'github';
}

/** `https://dev.azure.com/org/project/_git/repo`, `git@ssh.dev.azure.com:v3/org/project/repo`, `org.visualstudio.com`. */
function azurePage(host: string, path: string): RepositoryPage | undefined {
  const ssh = /^v3\/([^/]+)\/([^/]+)\/([^/]+)$/.exec(path);
  const web = /^(.*?)\/?_git\/([^/]+)/.exec(path);
  const page =
    ssh === null
      ? web === null
        ? undefined
        : `${host}/${[web[1], '_git', web[2]].filter((part) => part !== '').join('/')}`
      : `dev.azure.com/${ssh[1]}/${ssh[2]}/_git/${ssh[3]}`;
  if (page === undefined) return undefined;
  return { host: 'azure', url: `https://${encodePath(page)}`, importPath: page, name: lastElement(page) };
}

/** `https://host/scm/project/repo.git` and `https://host/projects/P/repos/R` are the same repository. */
function bitbucketServerPage(host: string, path: string, scheme: string): RepositoryPage | undefined {
  const match = /^(?:scm\/)?(?:(projects|users)\/)?(~?[^/]+)\/(?:repos\/)?([^/]+?)(?:\.git)?(?:\/browse.*)?$/.exec(
    path,
  );
  if (match === null) return undefined;
  const [, , owner = '', name = ''] = match;
  const kind = owner.startsWith('~') || match[1] === 'users' ? 'users' : 'projects';
  const page = `${host}/${kind}/${owner.replace(/^~/, '')}/repos/${name}`;
  return {
    host: 'bitbucket-server',
    url: `${scheme}://${encodePath(page)}`,
    importPath: `${host}/${owner}/${name}`,
    name,
  };
}

export function encodePath(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%40', '@').replaceAll('%3A', ':'))
    .join('/');
}

function lastElement(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

function trimSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
