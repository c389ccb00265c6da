/** Files of repositories that were read for snippets. Times are milliseconds since the epoch. */
export interface SourceTables {
  source_files: {
    repository: string;
    revision: string;
    /** Empty for the list of all files. */
    path: string;
    used_at: number;
    /** From then on it must be read again; null for what stays as it is. */
    stale_at: number | null;
    /** gzipped; null for what is known not to be there. */
    content: Uint8Array | null;
  };
}
