import { anchor, encodePath, fields, flatRepository, plainPage } from '../address.ts';
import type { RepositoryHost } from '../host.ts';
import { githubApi } from './api.ts';

export const github: RepositoryHost = {
  publicDomain: 'github.com',
  recognises: ({ host }) => /(^|[.-])(github|ghe)([.-]|$)/.test(host),
  page: plainPage,
  lineUrl: (page, { revision, path, line }) =>
    `${page}/blob/${encodePath(revision)}/${encodePath(path)}${anchor(line, 'L')}`,
  compareUrl: (page, from, to) => `${page}/compare/${encodePath(from)}...${encodePath(to)}`,
  newest: 'HEAD',
  importedRepository: flatRepository,
  // https://docs.github.com/issues/tracking-your-work-with-issues/creating-an-issue#creating-an-issue-from-a-url-query
  newIssue: {
    tracker: 'GitHub issue',
    path: ({ title, body }) => `/issues/new?${fields({ title, body })}`,
  },
  code: {
    token: {
      name: 'GITHUB_TOKEN',
      comment: 'Reads the growing line’s code and its CODEOWNERS on GitHub (Contents: read-only); links need no token',
    },
    url: {
      name: 'GITHUB_URL',
      comment: 'Whose that token is, like https://github.example.com; by default the repositories in leakbot.yaml say',
    },
    publicBase: 'https://github.com',
    pagesOf: (base) => (base === 'https://api.github.com' ? 'https://github.com' : base.replace(/\/api\/v3$/, '')),
    rights: 'Contents: read-only (fine-grained), or the scope repo (classic)',
    owners: { dialect: 'github', files: ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS'] },
    api: githubApi,
  },
};
