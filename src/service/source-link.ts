import type { Frame } from '../profile/comparison.ts';
import { parseGoName } from '../profile/go-names.ts';
import { moduleSource } from './go-module.ts';
import { lineUrl } from './line-url.ts';
import { type BuildTree, buildTree, ownPath } from './own-path.ts';
import { parseRepositoryUrl, type RepositoryPage } from './repository-url.ts';
import { revisionKind } from './revision.ts';
import type { Repository } from './service.ts';
import { type SourceFile, sourceFile } from './source-file.ts';

/** A place in the source, as text for everybody and as a link where one can be made. */
export interface SourceLink {
  /** `cache/markets.go:88` */
  readonly text: string;
  readonly url: string | undefined;
  /** The link goes to a branch, which may have moved on since the program was built. */
  readonly linesMayHaveMoved: boolean;
}

export interface SourceContext {
  readonly repository?: Partial<Repository> | undefined;
  /** What runs, as a metric or a label told it; goes before the repository's own setting. */
  readonly revision?: string | undefined;
  /** `go1.26.1` (from `go_info`), which the standard library is linked at. */
  readonly goVersion?: string | undefined;
  /** Frames of the same build: they tell where its root was. */
  readonly frames?: readonly Frame[] | undefined;
}

/** Makes the links of one build. What cannot be linked is plain text: a wrong link is worse than none. */
export function sourceLinker(context: SourceContext): (frame: Frame) => SourceLink {
  const frames = context.frames ?? [];
  const page = ownRepository(context, frames);
  const own = page === undefined ? undefined : { page, tree: buildTree(frames, page) };
  const goVersion = context.goVersion ?? versionIn(frames);
  return (frame) => link(frame, { context, own, goVersion });
}

/** `cache/markets.go:88`: the last directory, the file, the line. */
export function locationText(frame: Frame): string {
  const file = frame.file.split(/[/\\]/).slice(-2).join('/');
  return frame.line > 0 ? `${file}:${frame.line}` : file;
}

interface Linking {
  readonly context: SourceContext;
  readonly own: { readonly page: RepositoryPage; readonly tree: BuildTree } | undefined;
  readonly goVersion: string | undefined;
}

interface Target {
  readonly page: RepositoryPage;
  readonly revision: string;
  readonly path: string;
}

function link(frame: Frame, linking: Linking): SourceLink {
  const text = locationText(frame);
  const target = targetOf(sourceFile(frame), linking);
  if (target === undefined) return { text, url: undefined, linesMayHaveMoved: false };
  return {
    text,
    url: lineUrl(target.page, { revision: target.revision, path: target.path, line: frame.line }),
    linesMayHaveMoved: revisionKind(target.revision) === 'branch',
  };
}

function targetOf(source: SourceFile, linking: Linking): Target | undefined {
  switch (source.kind) {
    case 'none':
      return undefined;
    case 'standard': {
      const version = source.goVersion ?? linking.goVersion;
      const revision = version === undefined ? 'master' : `go${version.replace(/^go/, '')}`;
      return target('https://github.com/golang/go', revision, `src/${source.path}`);
    }
    case 'module': {
      const module = moduleSource(source.module, source.version);
      if (module === undefined) return undefined;
      const path = module.directory === '' ? source.path : `${module.directory}/${source.path}`;
      return target(module.repository, module.revision, path);
    }
    case 'own':
      return ownTarget(source, linking);
  }
}

function target(repository: string, revision: string, path: string): Target | undefined {
  const page = parseRepositoryUrl(repository);
  return page === undefined ? undefined : { page, revision, path };
}

function ownTarget(source: Extract<SourceFile, { kind: 'own' }>, { context, own }: Linking): Target | undefined {
  if (own === undefined) return undefined;
  const settings = context.repository ?? {};
  const path = ownPath(source, { page: own.page, settings, tree: own.tree });
  if (path === undefined) return undefined;
  const revision = context.revision ?? settings.revision ?? headOf(own.page);
  return revision === undefined ? undefined : { page: own.page, revision, path };
}

/** The newest revision of the default branch, on hosts that know it as HEAD. */
function headOf(page: RepositoryPage): string | undefined {
  return page.host === 'gitea' || page.host === 'azure' ? undefined : 'HEAD';
}

/** The configured repository; else the one that import paths on a public host name themselves. */
function ownRepository(context: SourceContext, frames: readonly Frame[]): RepositoryPage | undefined {
  if (context.repository?.url !== undefined) return parseRepositoryUrl(context.repository.url);
  for (const frame of frames) {
    const source = sourceFile(frame);
    const path = source.kind === 'own' ? parseGoName(frame.function)?.package : undefined;
    const repository = /^(github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/[^/]+\/[^/]+/.exec(path ?? '')?.[0];
    if (repository !== undefined && !/(^|\/)vendor\//.test(frame.file)) return parseRepositoryUrl(repository);
  }
  return undefined;
}

/** The Go version that the path of a toolchain in the module cache tells. */
function versionIn(frames: readonly Frame[]): string | undefined {
  for (const frame of frames) {
    const source = sourceFile(frame);
    if (source.kind === 'standard' && source.goVersion !== undefined) return source.goVersion;
  }
  return undefined;
}
