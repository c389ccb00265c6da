/**
 * The file of a running process among all paths of its repository: `/app/src/cache.js` is `src/cache.js` when that is
 * where it lies below `directory` (the service's part of a monorepo), else the one path that ends like it. A bare file
 * name must lie in the directory itself: too many are called alike. Undefined when nothing or several fit.
 */
export function pathOfFile(paths: readonly string[], file: string, directory = ''): string | undefined {
  const elements = file.split('/').filter((element) => element !== '' && element !== '.');
  const below = directory.replace(/^(\.?\/)+|\/+$/g, '');
  const all = new Set(paths);
  for (let start = 0; start < elements.length; start++) {
    const suffix = elements.slice(start).join('/');
    const own = below === '' ? suffix : `${below}/${suffix}`;
    if (all.has(own)) return own;
    const fitting = start === elements.length - 1 ? [] : paths.filter((path) => path.endsWith(`/${suffix}`));
    if (fitting.length > 0) return fitting.length === 1 ? fitting[0] : undefined;
  }
  return undefined;
}
