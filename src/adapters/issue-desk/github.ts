import { explain, UnavailableError } from '../../foundation/errors.ts';
import type { IssueDesk } from '../../investigation/issue-desk.ts';
import type { FiledIssue } from '../../investigation/state/filed-issue.ts';
import { SECOND } from '../../measurement/duration.ts';
import { parseRepositoryUrl } from '../../service/repository-url.ts';
import type { Repository } from '../../service/service.ts';
import { issue, issues, read } from './schema.ts';

interface GitHubSettings {
  /** May read and write issues. */
  readonly token: string;
  /** Whose the token is; it goes nowhere else. */
  readonly base?: string | undefined;
  /** Where its API is, when not where that of such a host is. */
  readonly api?: string | undefined;
}

const PUBLIC = 'https://github.com';

/** Someone waits for it, but not in front of a modal. */
const PATIENCE = 10 * SECOND;

/** Characters: GitHub answers “body is too long (maximum is 65536 characters)” beyond; below it is room for the mark. */
const BODY_LENGTH = 65_000;

/** Characters. GitHub says “title is too long (maximum is 256 characters)”, though some of its versions take more. */
const TITLE_LENGTH = 256;

/** Issues by GitHub's REST API: https://docs.github.com/en/rest/issues/issues */
export function githubIssues({ token, base = PUBLIC, api }: GitHubSettings): IssueDesk {
  const own = base.replace(/\/+$/, '');
  const root = api ?? (own === PUBLIC ? 'https://api.github.com' : `${own}/api/v3`);
  const call = async <Body>(path: string, shape: Parameters<typeof read<Body>>[0], body?: object) => {
    const answer = await asked(`${root}${path}`, token, body);
    const found = read(shape, answer);
    if (found !== undefined) return found;
    throw new UnavailableError('GitHub answered with something that is no issue', { retryable: true });
  };
  return {
    name: 'GitHub',
    takes: (repository): repository is Repository => pathOf(repository, own) !== undefined,
    async file(repository, { title, body, mark }): Promise<FiledIssue> {
      const path = pathOf(repository, own);
      if (path === undefined) throw new UnavailableError(`${repository.url} is not at ${own}`, { retryable: false });
      const list = `/repos/${path}/issues`;
      const hidden = `<!-- ${mark} -->`;
      const newest = await call(`${list}?state=all&sort=created&direction=desc&per_page=100`, issues);
      const known = newest.find((each) => each.body?.includes(hidden) === true);
      const wanted = { title: title.slice(0, TITLE_LENGTH), body: `${body.slice(0, BODY_LENGTH)}\n\n${hidden}` };
      const { number, html_url: url } = known ?? (await call(list, issue, wanted));
      return { name: `${path}#${number}`, url };
    },
  };
}

/** `acme/markets`, where the repository is at that host. */
function pathOf(repository: Repository | undefined, base: string): string | undefined {
  const page = repository && parseRepositoryUrl(repository.url, repository.host);
  if (page?.host !== 'github' || page.guessed === true || !page.url.startsWith(`${base}/`)) return undefined;
  return page.url.slice(base.length + 1);
}

async function asked(url: string, token: string, body: object | undefined): Promise<unknown> {
  const headers = {
    accept: 'application/vnd.github+json',
    authorization: `Bearer ${token}`,
    'x-github-api-version': '2022-11-28',
    ...(body === undefined ? {} : { 'content-type': 'application/json' }),
  };
  const means = { headers, signal: AbortSignal.timeout(PATIENCE), redirect: 'error' } as const;
  try {
    const answer = await fetch(
      url,
      body === undefined ? means : { ...means, method: 'POST', body: JSON.stringify(body) },
    );
    if (answer.ok) return await answer.json();
    throw new UnavailableError(refusalOf(answer.status), { retryable: true });
  } catch (error) {
    if (error instanceof UnavailableError) throw error;
    throw new UnavailableError(`GitHub is unreachable: ${explain(error)}`, { retryable: true, cause: error });
  }
}

/** GitHub answers 404 where a token may not see a repository. */
function refusalOf(status: number): string {
  const rights = 'GITHUB_ISSUES_TOKEN needs “Issues: read and write” of the repository';
  // https://docs.github.com/en/rest/issues/issues: 410 where a repository has no issues.
  if (status === 410) return 'GitHub answered 410: issues are turned off in the repository';
  return status === 401 || status === 403 || status === 404
    ? `GitHub answered ${status}: ${rights}`
    : `GitHub answered ${status}`;
}
