import type { Gap } from '../diagnosis/finding.ts';
import type { RepositoryAt } from '../service/own-repository.ts';
import type { RepositoryPage } from '../service/repository-url.ts';
import type { FileAt } from '../service/source-target.ts';

/** What became of a question to a host of repositories. */
export type SourceAnswer<Value> =
  | { readonly kind: 'found'; readonly value: Value }
  /** Not there at that revision, or hidden from the token: hosts do not tell these apart. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly gap: Gap };

/** Reads code where it is kept. Throws only what the signal aborts with; everything else is an answer. */
export interface SourceHost {
  /** Whether there is a token for the host of that repository. */
  reads(page: RepositoryPage): boolean;
  /** A text file. */
  text(file: Pick<FileAt, 'page' | 'revision' | 'path'>, signal: AbortSignal): Promise<SourceAnswer<string>>;
  /** The paths of all files. */
  paths(at: RepositoryAt, signal: AbortSignal): Promise<SourceAnswer<readonly string[]>>;
}
