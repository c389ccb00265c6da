import type { CodeApi } from '../host.ts';

/** https://docs.github.com/rest: contents, git trees. Enterprise Server serves the same below `/api/v3`. */
export function githubApi(base: string): CodeApi {
  const api = apiBase(base);
  const at = (path: string, query: Readonly<Record<string, string>> = {}) => {
    const url = new URL(`${api}${path}`);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url;
  };
  return {
    name: `GitHub at ${base}`,
    repository: (repository) => at(`/repos/${repository}`),
    file: (repository, revision, path) =>
      at(`/repos/${repository}/contents/${path.split('/').map(encodeURIComponent).join('/')}`, { ref: revision }),
    tree: (repository, revision) =>
      at(`/repos/${repository}/git/trees/${encodeURIComponent(revision)}`, { recursive: '1' }),
    restOf: (url) => restOf(url, api),
    async readTree(body) {
      // Loaded with the first answer: a link needs no schema, and zod would be most of what `leakbot diff` loads.
      const { githubTreeSchema } = await import('./schema.ts');
      const { tree, truncated } = githubTreeSchema.parse(body);
      return {
        paths: tree.filter(({ type }) => type === 'blob').map(({ path }) => path),
        next: undefined,
        cut: truncated,
      };
    },
    accept: (what) => (what === 'file' ? 'application/vnd.github.raw+json' : 'application/vnd.github+json'),
  };
}

/** github.com and ghe.com keep the API on a host of its own. */
function apiBase(base: string): string {
  const url = new URL(base);
  if (url.host === 'github.com' || url.host.endsWith('.ghe.com')) return `https://api.${url.host}`;
  return `${base}/api/v3`;
}

function restOf(url: URL, api: string): string | undefined {
  const base = new URL(api);
  const prefix = base.pathname.replace(/\/+$/, '');
  if (url.origin !== base.origin || !url.pathname.startsWith(`${prefix}/`)) return undefined;
  return /^\/(?:repos\/[^/]+\/[^/]+|repositories\/\d+)((?:\/.*)?)$/.exec(url.pathname.slice(prefix.length))?.[1];
}
