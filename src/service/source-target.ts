import { moduleSource } from './module-source.ts';
import { type BuildTree, ownPath, pathInModule } from './own-path.ts';
import type { RepositoryAt } from './own-repository.ts';
import { parseRepositoryUrl, type RepositoryPage } from './repository-url.ts';
import { revisionKind } from './revision.ts';
import type { Repository } from './service.ts';
import type { SourceFile } from './source-file.ts';
import { pathOfFile } from './tree-path.ts';

/** A file of a repository at a revision. */
export interface FileAt extends RepositoryAt {
  /** From the root of the repository, without a slash in front. */
  readonly path: string;
  /** The revision moves on: what is there now need not be what runs. */
  readonly moving: boolean;
}

/** Everything known of the build whose files are looked for. */
export interface Build {
  readonly own: RepositoryAt | undefined;
  readonly settings: Partial<Repository>;
  readonly tree: BuildTree;
  /** All paths of the own repository, where they were read. */
  readonly paths: readonly string[] | undefined;
  /** `com.acme`: what the service's own classes begin with, as a path. */
  readonly ownClasses: string | undefined;
  /** `go1.26.1`, `v22.3.0`, `3.12.4`: the version of the language's runtime. */
  readonly runtimeVersion: string | undefined;
}

/** Where the source of a file lies; undefined when nothing is certain. */
export function fileAt(source: SourceFile, build: Build): FileAt | undefined {
  switch (source.kind) {
    case 'none':
    case 'package':
      return undefined;
    case 'standard': {
      const at = source.revisionAt(build.runtimeVersion);
      const file = at && elsewhere(source.repository, at.revision, source.path);
      return file && { ...file, moving: at.moving ?? file.moving };
    }
    case 'module': {
      const module = moduleSource(source, build.own?.page);
      if (module === undefined) return undefined;
      const path = module.directory === '' ? source.path : `${module.directory}/${source.path}`;
      return elsewhere(module.repository, module.revision, path, build.own?.page);
    }
    case 'class':
      return inOwn(build, (own) => classFile(source, own));
    case 'own':
      return inOwn(build, (own) => {
        const path = ownPath(source, { page: own.own.page, settings: own.settings, tree: own.tree });
        if (own.paths === undefined || (path !== undefined && own.paths.includes(path))) return path;
        return pathOfFile(own.paths, source.file, own.settings.path);
      });
  }
}

function elsewhere(
  repository: string,
  revision: string,
  path: string,
  beside?: RepositoryPage | undefined,
): FileAt | undefined {
  const page = parseRepositoryUrl(repository);
  if (page === undefined) return undefined;
  const sameHost = beside !== undefined && new URL(beside.url).host === new URL(page.url).host;
  const known = sameHost ? { ...page, host: beside.host } : page;
  return { page: known, revision, path, moving: revisionKind(revision) === 'branch' };
}

type OwnBuild = Build & { readonly own: RepositoryAt };

function inOwn(build: Build, find: (build: OwnBuild) => string | undefined): FileAt | undefined {
  const { own } = build;
  const path = own === undefined ? undefined : find({ ...build, own });
  if (own === undefined || path === undefined) return undefined;
  return { ...own, path, moving: revisionKind(own.revision) === 'branch' };
}

/** Sure where the repository was read, or the source root is set and the class is one of the service's own. */
function classFile(
  { path: wanted, among, mayLieBelow }: Extract<SourceFile, { kind: 'class' }>,
  { paths, settings, ownClasses }: OwnBuild,
): string | undefined {
  if (paths !== undefined) return among(paths);
  const root = settings.root?.replace(/^(\.?\/)+|\/+$/g, '');
  if (root === undefined || ownClasses === undefined || !wanted.startsWith(`${ownClasses}/`)) return undefined;
  if (!mayLieBelow(root)) return undefined;
  return pathInModule(`${root}/${wanted}`, settings);
}
