import type { Frame } from '../profile/comparison.ts';
import type { RepositoryPage } from './repository-url.ts';
import type { Repository } from './service.ts';
import { sourceFile } from './source-file.ts';

/** What is known of where a service was built, besides its settings. */
export interface BuildTree {
  /** Directories (or, in trimmed builds, module paths) that stand for the root of the module, without a slash. */
  readonly roots: readonly string[];
}

/**
 * The path in the repository of a file of the service's own code, or undefined when nothing tells where the
 * repository begins in it.
 */
export function ownPath(
  source: { readonly file: string; readonly package: string | undefined },
  place: { readonly page: RepositoryPage; readonly settings: Partial<Repository>; readonly tree: BuildTree },
): string | undefined {
  const { file } = source;
  const root = place.settings.root?.replace(/\/+$/, '');
  if (root !== undefined && file.startsWith(`${root}/`)) return inModule(file.slice(root.length + 1), place.settings);
  const vendored = /(?:^|\/)vendor\/(.+)$/.exec(file)?.[1];
  if (vendored !== undefined) return inModule(`vendor/${vendored}`, place.settings);
  const byPackage = pathByPackage(source, place.page);
  if (byPackage !== undefined) return inModule(byPackage, place.settings);
  for (const known of place.tree.roots) {
    if (file.startsWith(`${known}/`)) return inModule(file.slice(known.length + 1), place.settings);
  }
  if (file.startsWith(`${place.page.importPath}/`)) return file.slice(place.page.importPath.length + 1);
  return file.startsWith('/') ? undefined : inModule(file.replace(/^\.\//, ''), place.settings);
}

/** A monorepo's module lies below the root of the repository, unless the import path has said so already. */
function inModule(path: string, settings: Partial<Repository>): string {
  const directory = settings.path?.replace(/^\/+|\/+$/g, '') ?? '';
  return directory === '' || path.startsWith(`${directory}/`) ? path : `${directory}/${path}`;
}

/**
 * The import path names the directory inside the repository: `github.com/acme/markets/internal/cache` of
 * `github.com/acme/markets` is `internal/cache`. A module of another name is cut behind the repository's name, else
 * where the directory of the file ends to agree with it.
 */
function pathByPackage(
  source: { readonly file: string; readonly package: string | undefined },
  page: RepositoryPage,
): string | undefined {
  if (source.package === undefined) return undefined;
  const elements = source.package.split('/');
  const fileElements = source.file.split('/');
  const name = fileElements.at(-1) ?? '';
  const directory = fileElements.slice(0, -1);
  const start = packageStart(source.package, page);
  if (start !== undefined) return [...withoutMajor(elements.slice(start), source.file), name].join('/');
  let agreeing = 0;
  while (agreeing < elements.length - 1 && elements.at(-1 - agreeing) === directory.at(-1 - agreeing)) agreeing++;
  if (agreeing === 0 || !source.file.startsWith('/')) return undefined;
  return [...elements.slice(elements.length - agreeing), name].join('/');
}

function packageStart(path: string, page: RepositoryPage): number | undefined {
  const elements = path.split('/');
  if (`${path}/`.startsWith(`${page.importPath}/`)) return page.importPath.split('/').length;
  const named = elements.indexOf(page.name);
  return named < 0 ? undefined : named + 1;
}

/** `/v2` behind the module path is a directory only where an untrimmed file shows it as one. */
function withoutMajor(elements: readonly string[], file: string): readonly string[] {
  const [first = '', ...rest] = elements;
  const isDirectory = file.startsWith('/') && file.includes(`/${first}/`);
  return /^v\d+$/.test(first) && !isDirectory ? rest : elements;
}

/** Learns the roots from frames whose import path tells them: main packages have none of their own. */
export function buildTree(frames: Iterable<Frame>, page: RepositoryPage): BuildTree {
  const roots = new Set<string>();
  for (const frame of frames) {
    const source = sourceFile(frame);
    if (source.kind !== 'own' || source.package === undefined || /(^|\/)vendor\//.test(source.file)) continue;
    const inside = pathByPackage(source, page);
    if (inside !== undefined && source.file.endsWith(`/${inside}`)) {
      roots.add(source.file.slice(0, -inside.length - 1));
    }
  }
  return { roots: [...roots] };
}
