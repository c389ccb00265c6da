import type { HostKind, RepositoryPage } from './repository-url.ts';

/** A kind of host that a token can be given for. */
export type TokenKind = Extract<HostKind, 'github' | 'gitlab'>;

/** The one host that a token belongs to, by the base of its pages: `https://github.com`, `https://acme.io/gitlab`. */
export type TokenHost =
  | { readonly kind: 'one'; readonly base: string }
  /** Repositories lie on several hosts of the kind: whose the token is must be said. */
  | { readonly kind: 'several'; readonly bases: readonly string[] };

const PUBLIC: Readonly<Record<TokenKind, string>> = { github: 'https://github.com', gitlab: 'https://gitlab.com' };

/**
 * Decides where a token may go: to the host it is said to be for, else to the one host of its kind that the configured
 * repositories lie on, else to the public one. A token of one host must never be shown to another, so a host that is only
 * guessed to be of the kind does not count.
 */
export function tokenHost(
  kind: TokenKind,
  { said, pages }: { readonly said: string | undefined; readonly pages: readonly RepositoryPage[] },
): TokenHost {
  if (said !== undefined) return { kind: 'one', base: pagesBase(said) };
  const bases = [
    ...new Set(
      pages.filter((page) => page.host === kind && page.guessed !== true).map(({ url }) => new URL(url).origin),
    ),
  ];
  const [only = PUBLIC[kind]] = bases;
  return bases.length > 1 ? { kind: 'several', bases } : { kind: 'one', base: only };
}

/** Whether a repository lies on a host: `https://github.com.evil.io/x` does not lie on `https://github.com`. */
export function liesOn(page: RepositoryPage, kind: TokenKind, base: string): boolean {
  return page.host === kind && page.url.startsWith(`${base}/`);
}

/** People also write where the API is: `https://api.github.com`, `https://ghe.acme.io/api/v3`. */
function pagesBase(said: string): string {
  const { origin, pathname } = new URL(said);
  const base = `${origin}${pathname}`.replace(/\/+$/, '').replace(/\/api\/v[34]$/, '');
  return base === 'https://api.github.com' ? PUBLIC.github : base;
}
