/** A file of a repository at a revision; an empty path stands for the list of all files. */
export interface CacheKey {
  /** The address of the repository's page. */
  readonly repository: string;
  readonly revision: string;
  readonly path: string;
}

/** Keeps what hosts answered, within bounds; what is not there is remembered too. */
export interface SourceCache {
  /** `content` is undefined for what is known not to be there; the whole is when nothing is known. */
  find(key: CacheKey): Promise<{ readonly content: string | undefined } | undefined>;
  /** `moving` content may be another in some minutes: branches move, and rights are granted. */
  keep(key: CacheKey, content: string | undefined, how: { readonly moving: boolean }): Promise<void>;
}
