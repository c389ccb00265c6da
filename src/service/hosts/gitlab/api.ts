import type { CodeApi } from '../host.ts';

/** https://docs.gitlab.com/api/repository_files, …/repositories. A project in groups is named by its encoded path. */
export function gitlabApi(base: string): CodeApi {
  const project = (repository: string) => `${base}/api/v4/projects/${encodeURIComponent(repository)}`;
  return {
    name: `GitLab at ${base}`,
    repository: (repository) => new URL(project(repository)),
    file(repository, revision, path) {
      const url = new URL(`${project(repository)}/repository/files/${encodeURIComponent(path)}/raw`);
      url.searchParams.set('ref', revision);
      return url;
    },
    tree(repository, revision) {
      const url = new URL(`${project(repository)}/repository/tree`);
      const query = { ref: revision, recursive: 'true', pagination: 'keyset', per_page: '100' };
      for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
      return url;
    },
    restOf: (url) => restOf(url, base),
    async readTree(body, nextLink) {
      // Loaded with the first answer: a link needs no schema, and zod would be most of what `leakbot diff` loads.
      const { gitlabTreeSchema } = await import('./schema.ts');
      const paths = gitlabTreeSchema.parse(body).filter(({ type }) => type === 'blob');
      return {
        paths: paths.map(({ path }) => path),
        next: nextLink === undefined ? undefined : new URL(nextLink),
        cut: false,
      };
    },
    accept: (what) => (what === 'file' ? '*/*' : 'application/json'),
  };
}

function restOf(url: URL, base: string): string | undefined {
  const projects = new URL(`${base}/api/v4/projects/`);
  if (url.origin !== projects.origin || !url.pathname.startsWith(projects.pathname)) return undefined;
  return /^[^/]+((?:\/.*)?)$/.exec(url.pathname.slice(projects.pathname.length))?.[1];
}
