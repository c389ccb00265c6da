import type { webApi } from '@slack/bolt';
import type { Clock } from '../foundation/clock.ts';
import { UnavailableError } from '../foundation/errors.ts';
import { MINUTE } from '../measurement/duration.ts';

/** Who may use Leakbot; empty lists mean everyone in the workspace. */
export interface Access {
  readonly channels: readonly string[];
  readonly userGroups: readonly string[];
}

/** Members of a group change rarely; a leaver keeps access no longer than this. */
const MEMBERS_KEPT = 5 * MINUTE;

/**
 * Undefined when a person may act in a channel; else a sentence that says who may. Rejects with UnavailableError when
 * Slack does not say who is in a group.
 */
export function accessControl(client: webApi.WebClient, access: Access, clock: Clock) {
  let members: { readonly at: number; readonly ids: ReadonlySet<string> } | undefined;

  async function groupMembers(): Promise<ReadonlySet<string>> {
    if (members !== undefined && clock.now() - members.at < MEMBERS_KEPT) return members.ids;
    const lists = await Promise.all(access.userGroups.map(membersOf));
    members = { at: clock.now(), ids: new Set(lists.flat()) };
    return members.ids;
  }

  async function membersOf(usergroup: string): Promise<readonly string[]> {
    try {
      return (await client.usergroups.users.list({ usergroup })).users ?? [];
    } catch (error) {
      const problem = `cannot read who is in the user group ${usergroup} (access.userGroups in leakbot.yaml)`;
      throw new UnavailableError(problem, { retryable: true, cause: error });
    }
  }

  return async (person: string, channel: string): Promise<string | undefined> => {
    if (access.channels.length > 0 && !access.channels.includes(channel)) {
      return `I only work in ${access.channels.map((id) => `<#${id}>`).join(', ')}.`;
    }
    if (access.userGroups.length === 0 || (await groupMembers()).has(person)) return undefined;
    return `Only members of ${access.userGroups.map((id) => `<!subteam^${id}>`).join(', ')} may do this.`;
  };
}
