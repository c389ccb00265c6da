import { anchor, encodePath, flatRepository, plainPage } from './address.ts';
import type { RepositoryHost } from './host.ts';

/** Bitbucket Cloud. */
export const bitbucket: RepositoryHost = {
  publicDomain: 'bitbucket.org',
  recognises: ({ host }) => host === 'bitbucket.org',
  page: plainPage,
  lineUrl: (page, { revision, path, line }) =>
    `${page}/src/${encodePath(revision)}/${encodePath(path)}${anchor(line, 'lines-')}`,
  // What is compared stands first, what it is compared with second.
  compareUrl: (page, from, to) => `${page}/branches/compare/${encodeURIComponent(to)}%0D${encodeURIComponent(from)}`,
  newest: 'HEAD',
  importedRepository: flatRepository,
};
