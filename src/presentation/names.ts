/** The first seven characters of a commit, as git shows it; tags and branch names stay whole. */
export function shortRevision(revision: string): string {
  return /^[0-9a-f]{12,64}$/i.test(revision) ? revision.slice(0, 7) : revision;
}
