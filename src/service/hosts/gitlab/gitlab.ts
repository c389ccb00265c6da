import { anchor, encodePath, fields, plainPage } from '../address.ts';
import type { ImportedRepository, RepositoryHost } from '../host.ts';
import { gitlabApi } from './api.ts';

export const gitlab: RepositoryHost = {
  publicDomain: 'gitlab.com',
  recognises: ({ host }) => /(^|[.-])gitlab([.-]|$)/.test(host),
  page: plainPage,
  lineUrl: (page, { revision, path, line }) =>
    `${page}/-/blob/${encodePath(revision)}/${encodePath(path)}${anchor(line, 'L')}`,
  compareUrl: (page, from, to) => `${page}/-/compare/${encodePath(from)}...${encodePath(to)}`,
  newest: 'HEAD',
  importedRepository: project,
  // https://docs.gitlab.com/user/project/issues/create_issues/#using-a-url-with-prefilled-values
  newIssue: {
    tracker: 'GitLab issue',
    path: ({ title, body }) => `/-/issues/new?${fields({ 'issue[title]': title, 'issue[description]': body })}`,
  },
  code: {
    token: { name: 'GITLAB_TOKEN', comment: 'The same on GitLab (scope read_api)' },
    url: { name: 'GITLAB_URL', comment: 'Whose that token is, like https://gitlab.example.com' },
    publicBase: 'https://gitlab.com',
    pagesOf: (base) => base.replace(/\/api\/v4$/, ''),
    rights: 'the scope read_api, and the role Reporter',
    owners: { dialect: 'gitlab', files: ['CODEOWNERS', 'docs/CODEOWNERS', '.gitlab/CODEOWNERS'] },
    api: gitlabApi,
  },
};

/** `group/name` is a project; in anything longer groups and directories look alike. */
function project(elements: readonly string[]): ImportedRepository | undefined {
  const path = elements
    .join('/')
    .replace(/\/v\d+$/, '')
    .replace(/\.git$/, '');
  return /^[^/]+\/[^/]+$/.test(path) ? { path, inside: '' } : undefined;
}
