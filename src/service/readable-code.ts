import type { RepositoryPage } from './repository-url.ts';

/**
 * Which code may be read. Frames, import paths and labels of a profile choose the repository that a line lies in, so a
 * profile must not decide what the operator's token reads: only what leakbot.yaml names is read at all.
 */
export interface ReadableCode {
  /** The repositories of the configured services. */
  readonly repositories: readonly RepositoryPage[];
  /** Pages of owners whose other repositories are read too, with the token: `https://github.com/acme`. */
  readonly owners: readonly string[];
  /** Pages of owners whose public repositories are read, without the token. */
  readonly publicOwners: readonly string[];
}

export type CodeAccess = 'with-token' | 'without-token' | 'unnamed';

export function codeAccess({ url }: RepositoryPage, readable: ReadableCode): CodeAccess {
  const page = url.toLowerCase();
  const belongs = (owner: string) => page.startsWith(`${owner.toLowerCase().replace(/\/+$/, '')}/`);
  const named = readable.repositories.some((each) => each.url.toLowerCase() === page);
  if (named || readable.owners.some(belongs)) return 'with-token';
  return readable.publicOwners.some(belongs) ? 'without-token' : 'unnamed';
}
