import { githubIssues } from '../adapters/issue-desk/github.ts';
import { gitlabIssues } from '../adapters/issue-desk/gitlab.ts';
import { jiraIssues } from '../adapters/issue-desk/jira.ts';
import type { Settings } from '../config/settings.ts';
import type { IssueDesk } from '../investigation/issue-desk.ts';
import { CODE_HOSTS, type HostKind } from '../service/hosts/hosts.ts';
import { type TokenHost, tokenHost } from '../service/token-host.ts';
import { configuredPages } from './source-host.ts';

type DeskSettings = Pick<Settings, 'issueTokens' | 'issues' | 'codeHosts' | 'services'>;

/** A tracker for which a token is set, or why it can take nothing. */
export type SetUpDesk = { readonly setting: string } & (
  | { readonly desk: IssueDesk }
  | { readonly problem: string; readonly fix: string }
);

/** Trackers that tokens are set for: Jira's one project first, as in the links to forms, else the repository's own host. */
export function issueDesks(settings: DeskSettings): readonly SetUpDesk[] {
  const { github, gitlab } = settings.issueTokens;
  return [
    ...jiraDesk(settings),
    ...(github === undefined
      ? []
      : [deskAt('github', settings, (base) => githubIssues({ token: github.reveal(), base }))]),
    ...(gitlab === undefined
      ? []
      : [deskAt('gitlab', settings, (base) => gitlabIssues({ token: gitlab.reveal(), base }))]),
  ];
}

/** Those that can take something. */
export function usableDesks(settings: DeskSettings): readonly IssueDesk[] {
  return issueDesks(settings).flatMap((each) => ('desk' in each ? [each.desk] : []));
}

function jiraDesk({ issueTokens: { jira }, issues }: DeskSettings): readonly SetUpDesk[] {
  if (jira === undefined) return [];
  const setting = 'JIRA_ISSUES_TOKEN';
  if (issues?.jira !== undefined) {
    return [{ setting, desk: jiraIssues({ ...issues.jira, token: jira.token.reveal(), user: jira.user }) }];
  }
  const fix = 'Write issues.jira with url, project and issueType into leakbot.yaml.';
  return [{ setting, problem: `leakbot.yaml names no project of Jira for ${setting}: no issue is filed there`, fix }];
}

function deskAt(kind: HostKind, settings: DeskSettings, open: (base: string) => IssueDesk): SetUpDesk {
  const setting = `${kind.toUpperCase()}_ISSUES_TOKEN`;
  const host = hostOf(kind, settings);
  if (host.kind === 'one') return { setting, desk: open(host.base) };
  return {
    setting,
    problem: `repositories lie on several hosts (${host.bases.join(', ')}), and ${setting} is shown to none of them`,
    fix: `Set ${kind.toUpperCase()}_URL to the one that the token belongs to.`,
  };
}

function hostOf(kind: HostKind, { codeHosts, services }: DeskSettings): TokenHost {
  const host = CODE_HOSTS.find((each) => each.kind === kind);
  if (host === undefined) return { kind: 'several', bases: [] };
  return tokenHost(host, { said: codeHosts.get(kind)?.url, pages: configuredPages(services) });
}
