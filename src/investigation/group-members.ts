import type { Instant } from '../foundation/clock.ts';

/** The members of a user group as Slack said them last. */
export interface GroupMembers {
  /** Slack's ids of people. */
  readonly members: readonly string[];
  readonly saidAt: Instant;
}

/** Keeps who is in the user groups that may use Leakbot: what was said last serves while Slack does not answer. */
export interface GroupMemberStore {
  keepMembers(group: string, said: GroupMembers): Promise<void>;
  /** Undefined for a group that Slack never said anything of. */
  membersOf(group: string): Promise<GroupMembers | undefined>;
  /** Slack says that there is no such group. */
  forgetMembers(group: string): Promise<void>;
}
