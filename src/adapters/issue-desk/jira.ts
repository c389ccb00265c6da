import { createHash } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { UnavailableError } from '../../foundation/errors.ts';
import type { IssueDesk, WantedIssue } from '../../investigation/issue-desk.ts';
import type { FiledIssue } from '../../investigation/state/filed-issue.ts';
import { SECOND } from '../../measurement/duration.ts';
import type { JiraProject } from '../../service/new-issue.ts';
import { wikiMarkup } from '../../service/wiki-markup.ts';
import { asked, RefusedError, type Tracker, UnansweredError } from './call.ts';
import { jiraCreated, jiraFound, jiraPermissions, jiraRefusal } from './schema.ts';

interface JiraSettings extends JiraProject {
  /** An API token of Jira Cloud, or a personal access token of Data Center. */
  readonly token: string;
  /** Whose API token it is, by e-mail address; absent for a personal access token. */
  readonly user?: string | undefined;
  /** Milliseconds between two looks for an issue whose answer was lost. */
  readonly lookAgainAfter?: readonly number[] | undefined;
}

/** Characters: Jira takes 255 of a summary, and by default 32,767 of a text; below it is room for the mark. */
const LENGTHS = { summary: 255, description: 32_000 } as const;

/**
 * Milliseconds. The search of Jira Cloud sees most new issues only after some seconds
 * (https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/).
 */
const LOOK_AGAIN_AFTER = [2 * SECOND, 4 * SECOND, 8 * SECOND];

/** Issues of one project by Jira's REST API, version 2: https://developer.atlassian.com/cloud/jira/platform/rest/v2/ */
export function jiraIssues(settings: JiraSettings): IssueDesk {
  const { project, issueType, lookAgainAfter = LOOK_AGAIN_AFTER } = settings;
  const base = settings.url.replace(/\/+$/, '');
  const tracker = trackerOf(settings);
  const named = (key: string): FiledIssue => ({ name: key, url: `${base}/browse/${key}` });
  const find = async (mark: string) => {
    const query = new URLSearchParams({
      jql: `project = ${project} AND description ~ "${mark}"`,
      fields: 'description',
      maxResults: '10',
    });
    const { issues } = await search(tracker, base, query);
    const issue = issues.find(({ fields }) => fields.description?.includes(mark) === true);
    return issue && named(issue.key);
  };
  return {
    name: 'Jira',
    takes: () => true,
    async file(_, issue): Promise<FiledIssue> {
      const mark = wordOf(issue.mark);
      const known = await find(mark);
      if (known !== undefined) return known;
      const body = {
        fields: { project: { id: String(project) }, issuetype: { id: String(issueType) }, ...texts(issue, mark) },
      };
      try {
        return named((await asked(tracker, jiraCreated, { url: `${base}/rest/api/2/issue`, body })).key);
      } catch (error) {
        // It may be there all the same; a second one must not be.
        const filed = error instanceof UnansweredError ? await lookedFor(() => find(mark), lookAgainAfter) : undefined;
        if (filed === undefined) throw error;
        return filed;
      }
    },
    async check() {
      const query = `projectId=${project}&permissions=BROWSE_PROJECTS,CREATE_ISSUES`;
      const { permissions } = await asked(tracker, jiraPermissions, {
        url: `${base}/rest/api/2/mypermissions?${query}`,
      });
      const lacking = ['BROWSE_PROJECTS', 'CREATE_ISSUES'].filter((name) => permissions[name]?.havePermission !== true);
      if (lacking.length === 0) return `JIRA_ISSUES_TOKEN may create issues in project ${project} of ${base}`;
      const problem = `JIRA_ISSUES_TOKEN lacks ${lacking.join(' and ')} in project ${project} of ${base}`;
      throw new UnavailableError(problem, { retryable: false });
    },
  };
}

function texts({ title, body }: WantedIssue, mark: string) {
  const description = `${wikiMarkup(body).slice(0, LENGTHS.description)}\n\n${mark}`;
  return { summary: title.replace(/\s+/g, ' ').slice(0, LENGTHS.summary), description };
}

/** One word whatever a search takes words apart at. */
function wordOf(mark: string): string {
  return `leakbot${createHash('sha256').update(mark).digest('hex').slice(0, 16)}`;
}

/** Cloud has the first alone, Data Center the second. */
async function search(tracker: Tracker, base: string, query: URLSearchParams) {
  const at = (path: string) => asked(tracker, jiraFound, { url: `${base}/rest/api/2/${path}?${query.toString()}` });
  try {
    return await at('search/jql');
  } catch (error) {
    if (!(error instanceof RefusedError) || error.status !== 404) throw error;
    return at('search');
  }
}

async function lookedFor<Found>(
  look: () => Promise<Found | undefined>,
  pauses: readonly number[],
): Promise<Found | undefined> {
  for (const wait of pauses) {
    await pause(wait);
    const found = await look().catch(() => undefined);
    if (found !== undefined) return found;
  }
  return undefined;
}

function trackerOf({ token, user }: JiraSettings): Tracker {
  const authorization =
    user === undefined ? `Bearer ${token}` : `Basic ${Buffer.from(`${user}:${token}`).toString('base64')}`;
  return { name: 'Jira', headers: { accept: 'application/json', authorization }, refusal };
}

/** Jira names the fields that it wants; 404 stands for a project that the token may not see. */
function refusal(status: number, answer: string): string {
  if (status === 401 || status === 403 || status === 404) {
    return 'JIRA_ISSUES_TOKEN (with JIRA_ISSUES_USER on Jira Cloud) needs “Create issues” in the project';
  }
  const said = refusedIn(answer);
  const problems = [
    ...said.errorMessages,
    ...Object.entries(said.errors).map(([field, problem]) => `${field}: ${problem}`),
  ];
  return problems.length === 0 ? 'try again later' : problems.join('; ').slice(0, 500);
}

function refusedIn(answer: string) {
  try {
    return jiraRefusal.parse(JSON.parse(answer));
  } catch {
    return { errorMessages: [], errors: {} };
  }
}
