import { UnavailableError } from '../../foundation/errors.ts';
import type { IssueDesk, WantedIssue } from '../../investigation/issue-desk.ts';
import type { FiledIssue } from '../../investigation/state/filed-issue.ts';
import type { Repository } from '../../service/service.ts';
import { asked, type Tracker } from './call.ts';
import { repositoryPath } from './repository-path.ts';
import { githubIssue, githubIssueList } from './schema.ts';

interface GitHubSettings {
  /** May read and write issues. */
  readonly token: string;
  /** Whose the token is; it goes nowhere else. */
  readonly base?: string | undefined;
  /** Where its API is, when not where that of such a host is. */
  readonly api?: string | undefined;
}

const PUBLIC = 'https://github.com';

/** Characters: GitHub answers “body is too long (maximum is 65536 characters)” beyond; below it is room for the mark. */
const BODY_LENGTH = 65_000;

/** Characters. GitHub says “title is too long (maximum is 256 characters)”, though some of its versions take more. */
const TITLE_LENGTH = 256;

/** Issues by GitHub's REST API: https://docs.github.com/en/rest/issues/issues */
export function githubIssues({ token, base = PUBLIC, api }: GitHubSettings): IssueDesk {
  const own = base.replace(/\/+$/, '');
  const root = api ?? (own === PUBLIC ? 'https://api.github.com' : `${own}/api/v3`);
  const tracker = trackerOf(token);
  const listOf = (repository: Repository | undefined) => {
    const path = repositoryPath(repository, 'github', own);
    if (path === undefined) throw new UnavailableError(`the repository is not at ${own}`, { retryable: false });
    return { path, list: `${root}/repos/${path}/issues` };
  };
  const newest = (list: string, most: number) =>
    asked(tracker, githubIssueList, { url: `${list}?state=all&sort=created&direction=desc&per_page=${most}` });
  return {
    name: 'GitHub',
    takes: (repository) => repositoryPath(repository, 'github', own) !== undefined,
    async file(repository, { title, body, mark }: WantedIssue): Promise<FiledIssue> {
      const { path, list } = listOf(repository);
      const hidden = `<!-- ${mark} -->`;
      const known = (await newest(list, 100)).find((each) => each.body?.includes(hidden) === true);
      const wanted = { title: title.slice(0, TITLE_LENGTH), body: `${body.slice(0, BODY_LENGTH)}\n\n${hidden}` };
      const { number, html_url: url } = known ?? (await asked(tracker, githubIssue, { url: list, body: wanted }));
      return { name: `${path}#${number}`, url };
    },
    async check(repository) {
      const { path, list } = listOf(repository);
      await newest(list, 1);
      return `GITHUB_ISSUES_TOKEN reads the issues of ${path}; whether it may write shows with the first`;
    },
  };
}

function trackerOf(token: string): Tracker {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
  };
  return { name: 'GitHub', headers, refusal };
}

/** GitHub answers 404 where a token may not see a repository. */
function refusal(status: number): string {
  // https://docs.github.com/en/rest/issues/issues: 410 where a repository has no issues.
  if (status === 410) return 'issues are turned off in the repository';
  const rights = 'GITHUB_ISSUES_TOKEN needs “Issues: read and write” of the repository';
  return [401, 403, 404].includes(status) ? rights : 'try again later';
}
