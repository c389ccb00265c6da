import type { Finding, Gap } from '../../../diagnosis/finding.ts';
import { tellingPaths } from '../../../diagnosis/telling-paths.ts';
import type { Frame } from '../../../profile/comparison.ts';
import type { RepositoryAt } from '../../../service/own-repository.ts';
import { sourceFile } from '../../../service/source-file.ts';
import { type SourceContext, type SourceLink, sourceLinker } from '../../../service/source-link.ts';
import type { SourceHost } from '../../source-host.ts';
import { absentGap, lostGap } from './code-gaps.ts';

export type LinkOf = (frame: Frame) => SourceLink;

export interface Linking {
  readonly finding: Finding;
  readonly context: SourceContext;
  readonly own: RepositoryAt | undefined;
}

/** The linker of a build. Where frames that grew do not say where they lie, the list of the repository's files may. */
export async function linkerFor(
  host: SourceHost | undefined,
  { finding, context, own }: Linking,
  signal: AbortSignal,
): Promise<{ readonly linkOf: LinkOf; readonly gaps: readonly Gap[] }> {
  const linkOf = sourceLinker(context);
  const lostIn = (paths: Finding['paths']) =>
    paths
      .flatMap(({ frames }) => frames.slice(0, 1))
      .find((frame) => frame.file !== '' && linkOf(frame).url === undefined && !isOfLibrary(frame));
  const lost = lostIn(finding.paths);
  if (lost === undefined || own === undefined) return { linkOf, gaps: [] };
  const found = await informed(host, { own, lost, linkOf, context }, signal);
  // Of a path that no message names no one misses the code.
  return lostIn(tellingPaths(finding.paths)) === undefined ? { ...found, gaps: [] } : found;
}

/** A class of the JDK or of a library lies in no repository of the service. */
function isOfLibrary(frame: Frame): boolean {
  const source = sourceFile(frame);
  return source.kind === 'class' && !source.own;
}

interface Lost {
  readonly own: RepositoryAt;
  readonly lost: Frame;
  readonly linkOf: LinkOf;
  readonly context: SourceContext;
}

async function informed(
  host: SourceHost | undefined,
  { own, lost, linkOf, context }: Lost,
  signal: AbortSignal,
): Promise<{ readonly linkOf: LinkOf; readonly gaps: readonly Gap[] }> {
  const root = context.repository?.root;
  if (host?.access(own.page) !== 'readable') return { linkOf, gaps: [lostGap(own, lost, { looked: false, root })] };
  const answer = await host.paths(own, signal);
  if (answer.kind === 'failed') return { linkOf, gaps: [answer.gap] };
  if (answer.kind === 'absent') return { linkOf, gaps: [absentGap(own, 'anything')] };
  const better = sourceLinker({ ...context, paths: answer.value });
  return { linkOf: better, gaps: better(lost).url === undefined ? [lostGap(own, lost, { looked: true, root })] : [] };
}

/** Addresses by `file:line`, where there are any. */
export function linksOf(frames: readonly Frame[], linkOf: LinkOf): Readonly<Record<string, string>> {
  const links: Record<string, string> = {};
  for (const frame of frames) {
    const { url } = linkOf(frame);
    if (url !== undefined) links[`${frame.file}:${frame.line}`] = url;
  }
  return links;
}
