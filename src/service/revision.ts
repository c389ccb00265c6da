/** What a revision text is: a commit or tag stays where it is, a branch moves on and lines with it. */
export type RevisionKind = 'commit' | 'tag' | 'branch';

export function revisionKind(revision: string): RevisionKind {
  if (/^[0-9a-f]{7,64}$/i.test(revision)) return 'commit';
  return /(^|\/)(v|go|release-)?\d+(\.\d+)+([-+.][\w.+-]*)?$/i.test(revision) ? 'tag' : 'branch';
}

/** `v1.4.2-14-g4f2c1a9` (git describe), `v0.0.0-20240102150405-4f2c1a9d0b7e` (Go), `sha-4f2c1a9` (image tags). */
const COMMIT_INSIDE = [
  /-\d+-g([0-9a-f]{7,40})$/,
  /[-.]\d{14}-([0-9a-f]{12})$/,
  /^(?:sha-?|git-|main-|master-)([0-9a-f]{7,40})$/,
  /^[^/]*[-_.+]([0-9a-f]{40})$/,
];

/**
 * The commit, tag or branch that git knows, of what metrics and images call a revision: a commit written inside a
 * version is what a host can be asked for, `-dirty` is not.
 */
export function gitRevision(text: string): string {
  const revision = text.trim().replace(/[-+.](dirty|modified)$/i, '');
  for (const pattern of COMMIT_INSIDE) {
    const commit = pattern.exec(revision)?.[1];
    if (commit !== undefined) return commit;
  }
  return revision.replace(/^refs\/(heads|tags)\//, '');
}

/** The first seven characters of a commit, as git shows it; tags and branch names stay whole. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{12,64}$/i.test(revision) ? revision.slice(0, 7) : revision;
}
