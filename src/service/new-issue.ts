import { fields } from './hosts/address.ts';
import { hostOfKind } from './hosts/hosts.ts';
import { parseRepositoryUrl } from './repository-url.ts';
import type { Repository } from './service.ts';
import { wikiMarkup } from './wiki-markup.ts';

/** A Jira project that issues go to, wherever the code is. */
export interface JiraProject {
  /** `https://acme.atlassian.net` */
  readonly url: string;
  /** The numbers that Jira has for the project and the type of issue. */
  readonly project: number;
  readonly issueType: number;
}

/** Where an issue is filed, with what the form of the tracker asks for. */
export interface NewIssue {
  /** `GitHub issue`: for the button. */
  readonly tracker: string;
  /** The address of the form, filled in. */
  url(issue: { readonly title: string; readonly body: string }): string;
}

/** The tracker of a service: Jira where it is set up, else that of its repository's host; undefined where neither has one. */
export function issueForm(repository: Repository | undefined, jira: JiraProject | undefined): NewIssue | undefined {
  if (jira !== undefined) return { tracker: 'Jira', url: (issue) => jiraUrl(jira, issue) };
  const page = repository && parseRepositoryUrl(repository.url, repository.host);
  const form = page && hostOfKind(page.host).newIssue;
  // What a host of an unknown kind calls its form, no one knows.
  if (page === undefined || form === undefined || page.guessed === true) return undefined;
  return { tracker: form.tracker, url: (issue) => `${page.url}${form.path(issue)}` };
}

/** Jira's form by its parameters (https://confluence.atlassian.com/jirakb/how-to-create-issues-using-direct-html-links-in-jira-server-159474.html). */
function jiraUrl(
  { url, project, issueType }: JiraProject,
  { title, body }: { readonly title: string; readonly body: string },
): string {
  const filled = fields({
    pid: String(project),
    issuetype: String(issueType),
    summary: title,
    description: wikiMarkup(body),
  });
  return `${url.replace(/\/+$/, '')}/secure/CreateIssueDetails!init.jspa?${filled}`;
}
