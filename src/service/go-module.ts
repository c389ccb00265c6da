import type { ImportedRepository } from './hosts/host.ts';
import { hostOfKind, publicHost } from './hosts/hosts.ts';
import type { RepositoryPage } from './repository-url.ts';
import { canonicalPath } from './vanity-path.ts';

/** Where the source of a Go module at a version lies. */
export interface ModuleSource {
  readonly repository: string;
  readonly revision: string;
  /** The module's directory in the repository, empty for its root. */
  readonly directory: string;
}

/** Modules whose major version is a directory, which their path alone does not tell. */
const MAJOR_DIRECTORIES: ReadonlySet<string> = new Set([
  'go.etcd.io/etcd/client/v2',
  'go.etcd.io/etcd/client/v3',
  'github.com/googleapis/gax-go/v2',
  'cloud.google.com/go/pubsub/v2',
]);

/**
 * The repository, tag or commit, and directory of a module (https://go.dev/ref/mod#vcs-version): the major version
 * suffix is no directory, modules in subdirectories carry it in their tag, a pseudo-version ends in the commit.
 * `own` is the service's repository: modules beside it on the same private host are linked there. Undefined for hosts
 * that nobody told us about.
 */
export function moduleSource(
  module: string,
  version: string,
  own?: RepositoryPage | undefined,
): ModuleSource | undefined {
  const place = placeOf(canonicalPath(module), own);
  if (place === undefined) return undefined;
  const inside = place.inside.replace(/(^|\/)v\d+$/, '');
  const directory = MAJOR_DIRECTORIES.has(module) ? place.inside : inside;
  return { repository: place.repository, revision: moduleRevision(version, inside), directory };
}

interface Place {
  readonly repository: string;
  readonly inside: string;
}

function placeOf(path: string, own: RepositoryPage | undefined): Place | undefined {
  const [domain = '', ...elements] = path.split('/');
  const host = publicHost(domain);
  if (host !== undefined) return place(`https://${domain}`, host.importedRepository(elements));
  return own === undefined ? undefined : besideOwn(domain, elements, own);
}

/** `git.acme.io/team/lib` of a service that lies on `git.acme.io` too. */
function besideOwn(domain: string, elements: readonly string[], own: RepositoryPage): Place | undefined {
  if (own.importPath.split('/')[0] !== domain) return undefined;
  const base = own.url.split('/').slice(0, 3).join('/');
  return place(base, hostOfKind(own.host).importedRepository(elements));
}

function place(base: string, found: ImportedRepository | undefined): Place | undefined {
  return found && { repository: `${base}/${found.path}`, inside: found.inside };
}

function moduleRevision(version: string, directory: string): string {
  const plain = version.replace(/\+incompatible$/, '');
  const pseudo = /[-.]\d{14}-([0-9a-f]{12})$/.exec(plain);
  if (pseudo?.[1] !== undefined) return pseudo[1];
  return directory === '' ? plain : `${directory}/${plain}`;
}

/** The module cache writes upper case as `!` and the small letter (https://go.dev/ref/mod#module-cache). */
export function unescapeModulePath(path: string): string {
  return path.replaceAll(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
