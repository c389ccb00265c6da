import type { Repository } from '../service/service.ts';
import type { FiledIssue } from './state/filed-issue.ts';

/** A tracker that Leakbot may write to. */
export interface IssueDesk {
  /** For people: `GitHub`. */
  readonly name: string;
  /** Whether issues of a repository can be filed there. */
  takes(repository: Repository | undefined): repository is Repository;
  /**
   * Files an issue once: where one carries the mark already, that one is the answer, also after a lost answer or a kill.
   * Throws UnavailableError with what the tracker said.
   */
  file(
    repository: Repository,
    issue: { readonly title: string; readonly body: string; readonly mark: string },
  ): Promise<FiledIssue>;
}
