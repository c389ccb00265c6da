import type { CodeReading } from './hosts/host.ts';
import type { HostKind } from './hosts/hosts.ts';
import type { RepositoryPage } from './repository-url.ts';

/** The one host that a token belongs to, by the base of its pages: `https://github.com`, `https://acme.io/gitlab`. */
export type TokenHost =
  | { readonly kind: 'one'; readonly base: string }
  /** Repositories lie on several hosts of the kind: whose the token is must be said. */
  | { readonly kind: 'several'; readonly bases: readonly string[] };

/**
 * Decides where a token may go: to the host it is said to be for, else to the one host of its kind that the configured
 * repositories lie on, else to the public one. A token of one host must never be shown to another, so a host that is only
 * guessed to be of the kind does not count.
 */
export function tokenHost(
  { kind, code }: { readonly kind: HostKind; readonly code: CodeReading },
  { said, pages }: { readonly said: string | undefined; readonly pages: readonly RepositoryPage[] },
): TokenHost {
  if (said !== undefined) return { kind: 'one', base: code.pagesOf(addressOf(said)) };
  const bases = [
    ...new Set(
      pages.filter((page) => page.host === kind && page.guessed !== true).map(({ url }) => new URL(url).origin),
    ),
  ];
  const [only = code.publicBase] = bases;
  return bases.length > 1 ? { kind: 'several', bases } : { kind: 'one', base: only };
}

/** Whether a repository lies on a host: `https://github.com.evil.io/x` does not lie on `https://github.com`. */
export function liesOn(page: RepositoryPage, kind: HostKind, base: string): boolean {
  return page.host === kind && page.url.startsWith(`${base}/`);
}

/** Without credentials and slashes at its end. */
function addressOf(said: string): string {
  const { origin, pathname } = new URL(said);
  return `${origin}${pathname}`.replace(/\/+$/, '');
}
