import { UnavailableError } from '../../foundation/errors.ts';
import type { IssueDesk, WantedIssue } from '../../investigation/issue-desk.ts';
import type { FiledIssue } from '../../investigation/state/filed-issue.ts';
import type { Repository } from '../../service/service.ts';
import { asked, type Tracker } from './call.ts';
import { repositoryPath } from './repository-path.ts';
import { gitlabIssue, gitlabIssueList, gitlabProject } from './schema.ts';

interface GitLabSettings {
  /** Of a person, a project or a group, with the scope `api`. */
  readonly token: string;
  /** Whose the token is; it goes nowhere else. */
  readonly base?: string | undefined;
  /** Where its API is, when not where that of such a host is. */
  readonly api?: string | undefined;
}

const PUBLIC = 'https://gitlab.com';

/** Characters: a title of GitLab has at most 255, a description 1,048,576 (https://docs.gitlab.com/administration/instance_limits). */
const LENGTHS = { title: 255, body: 1_000_000 } as const;

/** Issues by GitLab's REST API: https://docs.gitlab.com/api/issues */
export function gitlabIssues({ token, base = PUBLIC, api }: GitLabSettings): IssueDesk {
  const own = base.replace(/\/+$/, '');
  const root = api ?? `${own}/api/v4`;
  const tracker: Tracker = { name: 'GitLab', headers: { 'private-token': token }, refusal };
  const projectOf = (repository: Repository | undefined) => {
    const path = repositoryPath(repository, 'gitlab', own);
    if (path === undefined) throw new UnavailableError(`the repository is not at ${own}`, { retryable: false });
    return { path, project: `${root}/projects/${encodeURIComponent(decodeURIComponent(path))}` };
  };
  return {
    name: 'GitLab',
    takes: (repository) => repositoryPath(repository, 'gitlab', own) !== undefined,
    async file(repository, { title, body, mark }: WantedIssue): Promise<FiledIssue> {
      const { path, project } = projectOf(repository);
      const list = `${project}/issues`;
      const hidden = `<!-- ${mark} -->`;
      const query = 'scope=all&order_by=created_at&sort=desc&per_page=100';
      const newest = await asked(tracker, gitlabIssueList, { url: `${list}?${query}` });
      const known = newest.find((each) => each.description?.includes(hidden) === true);
      const wanted = {
        title: title.slice(0, LENGTHS.title),
        description: `${withoutQuickActions(body).slice(0, LENGTHS.body)}\n\n${hidden}`,
      };
      const { iid, web_url: url } = known ?? (await asked(tracker, gitlabIssue, { url: list, body: wanted }));
      return { name: `${path}#${iid}`, url };
    },
    async check(repository) {
      const { path, project } = projectOf(repository);
      const found = await asked(tracker, gitlabProject, { url: project });
      if (found.issues_access_level === 'disabled' || found.issues_enabled === false) {
        throw new UnavailableError(`issues are turned off in ${path}`, { retryable: false });
      }
      return `GITLAB_ISSUES_TOKEN sees ${path} and its issues; whether it may write shows with the first`;
    },
  };
}

/** A line that begins with a slash is an order to GitLab (https://docs.gitlab.com/user/project/quick_actions): `/close`. */
function withoutQuickActions(body: string): string {
  return body.replace(/^([ \t]*)\/(?=[a-z])/gm, '$1\\/');
}

/** GitLab answers 404 where a token may not see a project, and 403 where a scope or issues as such are missing. */
function refusal(status: number): string {
  const rights = 'GITLAB_ISSUES_TOKEN needs the scope api and the role Reporter, and the project has to have issues';
  return [401, 403, 404].includes(status) ? rights : 'try again later';
}
