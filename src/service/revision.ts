/** What a revision text is: a commit or tag stays where it is, a branch moves on and lines with it. */
export type RevisionKind = 'commit' | 'tag' | 'branch';

export function revisionKind(revision: string): RevisionKind {
  if (/^[0-9a-f]{7,64}$/i.test(revision)) return 'commit';
  return /(^|\/)(v|go|release-)?\d+(\.\d+)+([-+.][\w.+-]*)?$/i.test(revision) ? 'tag' : 'branch';
}

/** The first seven characters of a commit, as git shows it; tags and branch names stay whole. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{12,64}$/i.test(revision) ? revision.slice(0, 7) : revision;
}
