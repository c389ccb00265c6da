import { packageRest, pathByPackage } from './package-path.ts';
import type { RepositoryPage } from './repository-url.ts';
import type { Repository } from './service.ts';
import { normalFile, type OwnFile, type SourceFile } from './source-file.ts';

/** What is known of where a service was built, besides its settings. */
export interface BuildTree {
  /** Directories (or, in trimmed builds, module paths) that stand for the root of the module, without a slash. */
  readonly roots: readonly string[];
  /** Relative Go paths begin at the root of the repository (Bazel), not with the module's path (-trimpath). */
  readonly fromWorkspace: boolean;
}

/**
 * The path in the repository of a file of the service's own code, or undefined when nothing shows where the
 * repository begins in it.
 */
export function ownPath(
  source: OwnFile,
  place: { readonly page: RepositoryPage; readonly settings: Partial<Repository>; readonly tree: BuildTree },
): string | undefined {
  const { file } = source;
  const { page, settings, tree } = place;
  const inModule = (path: string) => pathInModule(path, settings);
  const root = settings.root === undefined ? undefined : normalFile(settings.root).replace(/\/+$/, '');
  if (root !== undefined && file.startsWith(`${root}/`)) return inModule(file.slice(root.length + 1));
  const vendored = source.inModule ? /(?:^|\/)vendor\/(.+)$/.exec(file)?.[1] : undefined;
  if (vendored !== undefined) return inModule(`vendor/${vendored}`);
  if (isWorkspaceFile(source)) return file;
  const byPackage = pathByPackage(source, page);
  if (byPackage !== undefined) return inModule(byPackage);
  const known = tree.roots.find((each) => file.startsWith(`${each}/`));
  if (known !== undefined) return inModule(file.slice(known.length + 1));
  if (file.startsWith('/')) return undefined;
  return source.inModule ? relativeModulePath(source, { page, inModule, tree }) : inModule(file.replace(/^\.\//, ''));
}

/** A monorepo's module lies below the root of the repository, unless the import path has said so already. */
export function pathInModule(path: string, settings: Partial<Repository>): string {
  const directory = settings.path?.replace(/^(\.?\/)+|\/+$/g, '') ?? '';
  return directory === '' || path.startsWith(`${directory}/`) ? path : `${directory}/${path}`;
}

/** Bazel: `services/markets/cache.go` of the package `acme.dev/mono/services/markets`. */
function isWorkspaceFile({ file, package: name }: OwnFile): boolean {
  const directory = file.slice(0, Math.max(0, file.lastIndexOf('/')));
  return !file.startsWith('/') && directory !== '' && name?.endsWith(`/${directory}`) === true;
}

/** A main package has no import path of its own; a trimmed file name begins with its module's. */
function relativeModulePath(
  { file, package: name }: OwnFile,
  { page, inModule, tree }: { page: RepositoryPage; inModule: (path: string) => string; tree: BuildTree },
): string | undefined {
  if (tree.fromWorkspace && name === undefined) return file;
  const elements = file.split('/');
  const rest = name === undefined ? packageRest(elements.slice(0, -1), { page, file }) : undefined;
  return rest === undefined ? undefined : inModule([...rest, elements.at(-1)].join('/'));
}

/** Learns the roots from files whose import path shows them: main packages have none of their own. */
export function buildTree(sources: readonly SourceFile[], page: RepositoryPage): BuildTree {
  const roots = new Set<string>();
  let fromWorkspace = false;
  for (const source of sources) {
    if (source.kind !== 'own' || source.package === undefined || /(^|\/)vendor\//.test(source.file)) continue;
    fromWorkspace ||= isWorkspaceFile(source);
    const inside = pathByPackage(source, page);
    if (inside !== undefined && source.file.endsWith(`/${inside}`)) {
      roots.add(source.file.slice(0, -inside.length - 1));
    }
  }
  return { roots: [...roots], fromWorkspace };
}
