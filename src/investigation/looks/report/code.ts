import type { Finding, Gap } from '../../../diagnosis/finding.ts';
import { SECOND } from '../../../measurement/duration.ts';
import type { Frame } from '../../../profile/comparison.ts';
import { ownersOf } from '../../../service/codeowners.ts';
import { hostOfKind } from '../../../service/hosts/hosts.ts';
import { ownRepository } from '../../../service/own-repository.ts';
import type { Repository, Service } from '../../../service/service.ts';
import { snippetAround } from '../../../service/snippet.ts';
import { sourceFile } from '../../../service/source-file.ts';
import { type SourceContext, sourceLinker } from '../../../service/source-link.ts';
import type { FileAt } from '../../../service/source-target.ts';
import type { SourceHost } from '../../source-host.ts';
import type { ConclusionSource } from '../../state/investigation.ts';
import { absentGap, movedGap, noLineGap, slowGap, unnamedGap } from './code-gaps.ts';
import { linkerFor, linksOf } from './code-links.ts';

/** The report is worth more than its snippet: hosts have so long for all of it. */
const PATIENCE = 20 * SECOND;

export interface CodeWanted {
  readonly finding: Finding;
  readonly service: Service;
  /** What settings and profiles report about where its source lies. */
  readonly repository: Partial<Repository>;
  readonly revision: string | undefined;
  readonly runtimeVersion: string | undefined;
}

export interface Code {
  /** Addresses of source lines by `file:line`. */
  readonly links: Readonly<Record<string, string>>;
  readonly source?: ConclusionSource | undefined;
  readonly gaps: readonly Gap[];
}

/**
 * Links of all growing lines and, where there is a token (`host`), the code of the one that grew most. Throws only when
 * it is asked to stop.
 */
export async function codeOf(
  wanted: CodeWanted,
  host: SourceHost | undefined,
  signal: AbortSignal,
  patience = PATIENCE,
): Promise<Code> {
  const { finding, repository, revision, runtimeVersion } = wanted;
  const frames = finding.paths.flatMap((path) => path.frames);
  const context = { repository, revision, runtimeVersion, frames };
  const limit = host?.within(patience);
  try {
    return await readCode(
      { ...wanted, context },
      host,
      limit === undefined ? signal : AbortSignal.any([signal, limit]),
    );
  } catch (error) {
    if (signal.aborted || limit?.aborted !== true) throw error;
    return { links: linksOf(frames, sourceLinker(context)), gaps: [slowGap(patience)] };
  }
}

interface Reading extends CodeWanted {
  readonly context: SourceContext & { readonly frames: readonly Frame[] };
}

async function readCode(
  { context, finding, service }: Reading,
  host: SourceHost | undefined,
  signal: AbortSignal,
): Promise<Code> {
  const own = ownRepository(context, context.frames.values().map(sourceFile));
  const { linkOf, gaps } = await linkerFor(host, { finding, context, own }, signal);
  const links = linksOf(context.frames, linkOf);
  const top = finding.paths[0]?.frames[0];
  if (top === undefined) return { links, gaps };
  const { file, url } = linkOf(top);
  const isOwn = file !== undefined && file.page.url === own?.page.url;
  const known = [...gaps, ...(isOwn && file.moving ? [movedGap(file, service)] : [])];
  if (file === undefined || url === undefined || host === undefined || top.line < 1) return { links, gaps: known };
  const access = host.access(file.page);
  if (access !== 'readable') {
    return { links, gaps: access === 'unnamed' && isOwn ? [...known, unnamedGap(file)] : known };
  }
  const code = await snippetOf(host, { file, line: top.line }, signal);
  const owners = isOwn && code.gap === undefined ? await ownersAt(host, file, signal) : [];
  const { path, revision } = file;
  const source = { path, revision, url, snippet: code.snippet, marks: marksIn(finding, top), owners };
  return { links, source, gaps: code.gap === undefined ? known : [...known, code.gap] };
}

async function snippetOf(
  host: SourceHost,
  { file, line }: { readonly file: FileAt; readonly line: number },
  signal: AbortSignal,
) {
  const answer = await host.text(file, signal);
  if (answer.kind === 'failed') return { gap: answer.gap };
  if (answer.kind === 'absent') return { gap: absentGap(file, file.path) };
  const snippet = snippetAround(answer.value, line);
  return snippet === undefined ? { gap: noLineGap(file, line) } : { snippet };
}

/** Who owns a path; no one where no file says so. */
async function ownersAt(host: SourceHost, file: FileAt, signal: AbortSignal): Promise<readonly string[]> {
  const owners = hostOfKind(file.page.host).code?.owners;
  if (owners === undefined) return [];
  for (const path of owners.files) {
    const answer = await host.text({ ...file, path }, signal);
    if (answer.kind === 'found') return ownersOf(answer.value, file.path, owners.dialect);
    if (answer.kind === 'failed') return [];
  }
  return [];
}

/** Other paths may grow at lines beside the one that grew most. */
function marksIn({ paths }: Finding, top: Frame): ConclusionSource['marks'] {
  const deltas = new Map<number, number>();
  for (const { frames, delta } of paths) {
    const [frame] = frames;
    // Of several paths through one line the largest stands in the list above the code: one figure a line.
    if (frame?.file === top.file && delta > 0) deltas.set(frame.line, Math.max(deltas.get(frame.line) ?? 0, delta));
  }
  return [...deltas].map(([line, delta]) => ({ line, delta }));
}
