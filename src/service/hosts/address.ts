import type { ImportedRepository, PageParts, RepositoryAddress } from './host.ts';

/** `https://host/owner/name`, the way most hosts write it, with what may follow: `.git`, `/tree/main/…`. */
export function plainPage({ scheme, host, path: written }: RepositoryAddress): PageParts | undefined {
  const path = written.replace(/\/(-\/)?(tree|blob|src|commits?)\/.*$/, '').replace(/\.git$/, '');
  if (!/^[^/]+(\/[^/]+)+$/.test(path)) return undefined;
  return {
    url: `${scheme}://${host}/${encodePath(path)}`,
    importPath: `${host.replace(/:\d+$/, '')}/${path}`,
    name: lastElement(path),
  };
}

/** `acme/markets` of `acme/markets/internal/cache`, on hosts whose repositories are always `owner/name`. */
export function flatRepository([owner, name, ...inside]: readonly string[]): ImportedRepository | undefined {
  return owner === undefined || name === undefined ? undefined : { path: `${owner}/${name}`, inside: inside.join('/') };
}

/** The fragment of a line, or nothing for a file as a whole. */
export function anchor(line: number, prefix: string): string {
  return line > 0 ? `#${prefix}${line}` : '';
}

export function encodePath(path: string): string {
  return path
    .split('/')
    .map((part) => encodeURIComponent(part).replaceAll('%40', '@').replaceAll('%3A', ':'))
    .join('/');
}

export function lastElement(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}

/** Blanks as `%20`: not every tracker reads `+` as one. */
export function fields(values: Readonly<Record<string, string>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`)
    .join('&');
}
