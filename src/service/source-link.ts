import { type Frame, locationText } from '../profile/frame.ts';
import { hostOfKind } from './hosts/hosts.ts';
import { buildTree } from './own-path.ts';
import { ownRepository } from './own-repository.ts';
import { isPlainPath } from './plain-path.ts';
import type { RepositoryPage } from './repository-url.ts';
import type { Repository } from './service.ts';
import { type SourceFile, sourceFile } from './source-file.ts';
import { type Build, type FileAt, fileAt } from './source-target.ts';

/** A place in the source, as text for everyone and as a link where one can be made. */
export interface SourceLink {
  /** `cache/markets.go:88` */
  readonly text: string;
  /** The page of the line; of a package whose repository is unknown, its page in the registry. */
  readonly url: string | undefined;
  /** The file that the link leads to; absent where it leads to no file. */
  readonly file?: FileAt | undefined;
}

export interface SourceContext {
  readonly repository?: Partial<Repository> | undefined;
  /** What runs, as a metric or a label reports it; goes before the repository's own setting. */
  readonly revision?: string | undefined;
  /** `go1.26.1`, `v22.3.0`, `3.12.4`: which tag the standard library is linked at. */
  readonly runtimeVersion?: string | undefined;
  /** Frames of the same build: they show where its root was. */
  readonly frames?: readonly Frame[] | undefined;
  /** All paths of the repository at that revision, where they were read: for frames that do not say where they lie. */
  readonly paths?: readonly string[] | undefined;
}

/** Makes the links of one build. What cannot be linked is plain text: a wrong link is worse than none. */
export function sourceLinker(context: SourceContext): (frame: Frame) => SourceLink {
  const sources = new Map<string, SourceFile>();
  const sourceOf = (frame: Frame) => remembered(sources, frameKey(frame), () => sourceFile(frame));
  const frames = [...new Map((context.frames ?? []).map((frame) => [frameKey(frame), frame])).values()];
  const known = frames.map(sourceOf);
  const own = ownRepository(context, known);
  const build: Build = {
    own,
    settings: context.repository ?? {},
    tree: own === undefined ? { roots: [], fromWorkspace: false } : buildTree(known, own.page),
    paths: context.paths,
    ownClasses: ownClasses(frames, sourceOf),
    runtimeVersion: context.runtimeVersion ?? versionIn(known),
  };
  const made = new Map<string, SourceLink>();
  return (frame) => remembered(made, `${frameKey(frame)}\0${frame.line}`, () => link(frame, sourceOf(frame), build));
}

/** Paths of one program share most of their frames. */
function remembered<Value>(values: Map<string, Value>, key: string, make: () => Value): Value {
  const known = values.get(key) ?? make();
  values.set(key, known);
  return known;
}

function frameKey(frame: Frame): string {
  return `${frame.function}\0${frame.file}`;
}

function link(frame: Frame, source: SourceFile, build: Build): SourceLink {
  const text = locationText(frame);
  const found = fileAt(source, build);
  // A path with `..` would lead to somewhere else than it says.
  const file = found !== undefined && isPlainPath(found.path) ? found : undefined;
  if (file === undefined) return { text, url: packagePage(source, build.own?.page) };
  return {
    text,
    url: hostOfKind(file.page.host).lineUrl(file.page.url, { ...file, line: frame.line }),
    file,
  };
}

/** The page of an installed package in the registry of its language. */
function packagePage(source: SourceFile, own: RepositoryPage | undefined): string | undefined {
  if (source.kind !== 'package') return undefined;
  // A team's own scope is rarely published: the page would be an error.
  const published = own === undefined || source.scope !== `@${own.importPath.split('/')[1] ?? ''}`;
  return published ? source.page : undefined;
}

/**
 * The two outermost packages of the class that the service was started with, else of the first class that is no library's:
 * not every library is known, and a link to one of its files in the repository of the service would be wrong.
 */
function ownClasses(frames: readonly Frame[], sourceOf: (frame: Frame) => SourceFile): string | undefined {
  const packages = frames.flatMap((frame) => {
    const source = sourceOf(frame);
    const elements = source.kind === 'class' && source.own ? source.path.split('/').slice(0, -1) : [];
    return elements.length === 0
      ? []
      : [{ started: frame.function.endsWith('.main'), path: elements.slice(0, 2).join('/') }];
  });
  return (packages.find(({ started }) => started) ?? packages[0])?.path;
}

/** The version of the language that the path of one of its own files has. */
function versionIn(sources: readonly SourceFile[]): string | undefined {
  for (const source of sources) {
    if (source.kind === 'standard' && source.version !== undefined) return source.version;
  }
  return undefined;
}
