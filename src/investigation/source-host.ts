import type { Gap } from '../diagnosis/finding.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import type { RepositoryAt } from '../service/own-repository.ts';
import type { RepositoryPage } from '../service/repository-url.ts';
import type { FileAt } from '../service/source-target.ts';

/** What became of a question to a host of repositories. */
export type SourceAnswer<Value> =
  | { readonly kind: 'found'; readonly value: Value }
  /** Not there at that revision, or hidden from the token: hosts do not distinguish these. */
  | { readonly kind: 'absent' }
  | { readonly kind: 'failed'; readonly gap: Gap };

export type RepositoryAccess =
  | 'readable'
  /** There is a token for its host, but leakbot.yaml names neither it nor its owner. */
  | 'unnamed'
  /** There is no token for its host. */
  | 'no-token';

/** Reads code where it is kept. Throws only what the signal aborts with; everything else is an answer. */
export interface SourceHost {
  /** Aborts after a span: what a question to hosts may take. */
  within(span: Milliseconds): AbortSignal;
  /** Whether code of that repository can be read, as the settings want it. */
  access(page: RepositoryPage): RepositoryAccess;
  /** A text file. */
  text(file: Pick<FileAt, 'page' | 'revision' | 'path'>, signal: AbortSignal): Promise<SourceAnswer<string>>;
  /** The paths of all files. */
  paths(at: RepositoryAt, signal: AbortSignal): Promise<SourceAnswer<readonly string[]>>;
}
