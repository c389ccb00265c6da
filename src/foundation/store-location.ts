/** Where Leakbot keeps its state: a file, or `postgres://…`. */
export function isPostgres(location: string): boolean {
  return /^postgres(ql)?:\/\//.test(location);
}

/** For people: a file by its path, a server without the password. */
export function shownLocation(location: string): string {
  if (!isPostgres(location)) return location;
  try {
    const { host, pathname } = new URL(location);
    return `PostgreSQL ${host}${pathname}`;
  } catch {
    return 'PostgreSQL';
  }
}
