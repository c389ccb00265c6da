import type { Settings } from '../config/settings.ts';
import { type Check, fault, ok, warning } from '../foundation/check.ts';
import { explain, UnavailableError } from '../foundation/errors.ts';
import type { IssueDesk } from '../investigation/issue-desk.ts';
import type { Repository } from '../service/service.ts';
import type { Section } from './doctor-report.ts';
import { issueDesks, type SetUpDesk } from './issue-desks.ts';

/** Whether each tracker takes issues of the configured services. Files nothing. */
export async function checkIssues(settings: Settings): Promise<readonly Section[]> {
  const repositories = [
    ...new Map(settings.services.map(({ repository }) => [repository?.url ?? '', repository])).values(),
  ];
  const checks = await Promise.all(issueDesks(settings).map((each) => checkDesk(each, repositories)));
  return checks.length === 0 ? [] : [{ subject: 'issues', checks: checks.flat() }];
}

async function checkDesk(
  setUp: SetUpDesk,
  repositories: readonly (Repository | undefined)[],
): Promise<readonly Check[]> {
  if (!('desk' in setUp)) return [fault(setUp.problem, setUp.fix)];
  const { desk, setting } = setUp;
  const taken = repositories.filter((repository) => desk.takes(repository));
  if (desk.takes(undefined)) return [await checked(desk, undefined)];
  if (taken.length > 0) return Promise.all(taken.map((repository) => checked(desk, repository)));
  return [
    warning(
      `no repository in leakbot.yaml lies where ${setting} could file an issue: the token was not tried`,
      'Name the repository of a service.',
    ),
  ];
}

async function checked(desk: IssueDesk, repository: Repository | undefined): Promise<Check> {
  try {
    return ok(`${await desk.check(repository)}.`);
  } catch (error) {
    if (!(error instanceof UnavailableError)) throw error;
    return fault(explain(error));
  }
}
