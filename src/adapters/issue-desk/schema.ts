import { z } from 'zod';

/** An issue as GitHub's REST API has it, as far as it is read. */
export const githubIssue = z.object({ number: z.number(), html_url: z.string(), body: z.string().nullish() });
export const githubIssueList = z.array(githubIssue);

/** An issue as GitLab's REST API has it. */
export const gitlabIssue = z.object({ iid: z.number(), web_url: z.string(), description: z.string().nullish() });
export const gitlabIssueList = z.array(gitlabIssue);

/** A project of GitLab; older versions have only the second. */
export const gitlabProject = z.object({
  issues_access_level: z.string().optional(),
  issues_enabled: z.boolean().optional(),
});

/** What Jira answers to a new issue. */
export const jiraCreated = z.object({ key: z.string() });

/** What Jira's search finds. */
export const jiraFound = z.object({
  issues: z.array(z.object({ key: z.string(), fields: z.object({ description: z.string().nullish() }) })),
});

/** What Jira says where it refuses: texts, and texts by field. */
export const jiraRefusal = z.object({
  errorMessages: z.array(z.string()).default([]),
  errors: z.record(z.string(), z.string()).default({}),
});

/** Jira's own rights of whoever asks. */
export const jiraPermissions = z.object({
  permissions: z.record(z.string(), z.object({ havePermission: z.boolean() })),
});
