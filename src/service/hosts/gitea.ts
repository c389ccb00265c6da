import { revisionKind } from '../revision.ts';
import { anchor, encodePath, fields, flatRepository, plainPage } from './address.ts';
import type { RepositoryHost } from './host.ts';

/** Gitea and Forgejo. */
export const gitea: RepositoryHost = {
  publicDomain: 'codeberg.org',
  recognises: ({ host }) => /(^|[.-])(gitea|forgejo)([.-]|$)|^codeberg\.org$/.test(host),
  page: plainPage,
  lineUrl: (page, { revision, path, line }) =>
    `${page}/src/${revisionKind(revision)}/${encodePath(revision)}/${encodePath(path)}${anchor(line, 'L')}`,
  compareUrl: (page, from, to) => `${page}/compare/${encodePath(from)}...${encodePath(to)}`,
  importedRepository: flatRepository,
  newIssue: {
    tracker: 'Gitea issue',
    path: ({ title, body }) => `/issues/new?${fields({ title, body })}`,
  },
};
