import type { Repository } from '../service/service.ts';
import type { FiledIssue } from './state/filed-issue.ts';

/** An issue to be filed; the mark is its own, and stays in its text. */
export interface WantedIssue {
  readonly title: string;
  /** Markdown. */
  readonly body: string;
  readonly mark: string;
}

/** A tracker that Leakbot may write to. */
export interface IssueDesk {
  /** For people: `GitHub`. */
  readonly name: string;
  /** Whether issues of a service with this repository can be filed there. */
  takes(repository: Repository | undefined): boolean;
  /**
   * Files an issue once: where one carries the mark already, that one is the answer, also after a lost answer or a kill.
   * Throws UnavailableError with what the tracker said.
   */
  file(repository: Repository | undefined, issue: WantedIssue): Promise<FiledIssue>;
  /**
   * What could be seen of the token without filing anything, as a sentence. Throws UnavailableError with what the tracker
   * said where no issue could be filed.
   */
  check(repository: Repository | undefined): Promise<string>;
}

/** The first tracker that takes issues of a service: a list says which goes first where several do. */
export function deskFor(desks: readonly IssueDesk[], repository: Repository | undefined): IssueDesk | undefined {
  return desks.find((desk) => desk.takes(repository));
}
