import { publicHost } from './hosts/hosts.ts';
import type { RepositoryPage } from './repository-url.ts';

/**
 * The import path names the directory inside the repository: `github.com/acme/markets/internal/cache` of
 * `github.com/acme/markets` is `internal/cache`. A module of another name is cut behind the repository's name, else
 * where the directory of the file ends to agree with it. Undefined when none of that decides.
 */
export function pathByPackage(
  source: { readonly file: string; readonly package: string | undefined },
  page: RepositoryPage,
): string | undefined {
  if (source.package === undefined) return undefined;
  const elements = source.package.split('/');
  const directory = source.file.split('/');
  const name = directory.pop() ?? '';
  const rest = packageRest(elements, { page, file: source.file });
  if (rest !== undefined) return [...rest, name].join('/');
  let agreeing = 0;
  while (agreeing < elements.length && elements.at(-1 - agreeing) === directory.at(-1 - agreeing)) agreeing++;
  // Where the whole import path lies on disk (a GOPATH), it is some other repository's.
  if (agreeing === elements.length || !source.file.startsWith('/')) return undefined;
  const inside = Math.min(agreeing, elements.length - shortestModule(elements));
  return inside <= 0 ? undefined : [...elements.slice(-inside), name].join('/');
}

const INSIDE = /^(internal|pkg|cmd)$/;

/** How many elements a module's path has at least: `github.com/acme/x`, `acme.dev/x`, `x`. */
function shortestModule([host = '', second = '']: readonly string[]): number {
  if (publicHost(host) !== undefined) return 3;
  return host.includes('.') && !INSIDE.test(second) ? 2 : 1;
}

/** The elements of an import path that lie inside the repository; undefined where it does not name the repository. */
export function packageRest(
  elements: readonly string[],
  { page, file }: { readonly page: RepositoryPage; readonly file: string },
): readonly string[] | undefined {
  const start = packageStart(elements, page);
  return start === undefined ? undefined : withoutMajor(elements.slice(start), file);
}

function packageStart(elements: readonly string[], page: RepositoryPage): number | undefined {
  const path = elements.join('/');
  if (`${path}/`.startsWith(`${page.importPath}/`)) return page.importPath.split('/').length;
  const named = elements.indexOf(page.name);
  // Deeper, it is a directory that happens to have the name: `acme.dev/shop/internal/markets`.
  const plausible = named === 0 || (named > 0 && named < 3 && elements[0]?.includes('.') === true);
  const inside = elements.slice(0, Math.max(0, named)).some((element) => INSIDE.test(element));
  return plausible && !inside ? named + 1 : undefined;
}

/** `/v2` behind the module path is a directory only where an untrimmed file shows it as one. */
function withoutMajor(elements: readonly string[], file: string): readonly string[] {
  const [first = '', ...rest] = elements;
  const isDirectory = file.startsWith('/') && file.includes(`/${first}/`);
  return /^v\d+$/.test(first) && !isDirectory ? rest : elements;
}
