import * as webApi from '@slack/web-api';
import { type Clock, elapsed } from '../foundation/clock.ts';
import { explain, UnavailableError } from '../foundation/errors.ts';
import type { GroupMemberStore } from '../investigation/group-members.ts';
import { MINUTE, SECOND } from '../measurement/duration.ts';
import type { SlackLog } from './delivery.ts';
import type { Gesturer } from './listeners/gesture.ts';
import { peopleKnown } from './people.ts';

/** Who may use Leakbot; empty lists mean all members of the workspace. */
export interface Access {
  readonly channels: readonly string[];
  readonly userGroups: readonly string[];
  /** Guests of the workspace too. */
  readonly guests?: boolean | undefined;
  /** People of other workspaces in shared channels too. */
  readonly otherWorkspaces?: boolean | undefined;
}

/** Members of a group change rarely; someone who left it keeps access no longer than this while Slack answers. */
const MEMBERS_KEPT = 5 * MINUTE;

/** Slack is not asked again sooner after it did not answer. */
const ASK_AGAIN = 30 * SECOND;

export interface AccessMeans {
  readonly client: webApi.WebClient;
  readonly access: Access;
  /** Outlives the process. */
  readonly members: GroupMemberStore;
  readonly clock: Clock;
  readonly log: Pick<SlackLog, 'warn'>;
}

/** Undefined when a person may act in a channel, or without one in the app's own home; else a sentence that says who may. */
export type Refuse = (person: Gesturer, channel?: string) => Promise<string | undefined>;

/**
 * Decides by what Slack says of a person; while Slack does not answer, by what it said last. The returned function rejects
 * with UnavailableError when Slack never said who is in a group.
 */
export function accessControl({ access, ...means }: AccessMeans): Refuse {
  const standingOf = peopleKnown(means);
  const groups = new Map(access.userGroups.map((id) => [id, groupMembers(id, means)]));

  /** The groups are asked together; one that has the person is enough. */
  async function inGroup(person: string): Promise<boolean> {
    const answers = await Promise.allSettled([...groups.values()].map((members) => members()));
    if (answers.some((answer) => answer.status === 'fulfilled' && answer.value.has(person))) return true;
    const failed = answers.find((answer) => answer.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
    return false;
  }

  return async (person, channel) => {
    const { channels } = access;
    const named = channels.map((id) => `<#${id}>`).join(', ');
    if (channels.length > 0 && channel !== undefined && !channels.includes(channel)) return `I only work in ${named}.`;
    // The home shows what stands in those channels: only those who can read it there.
    if (channels.length > 0 && channel === undefined && !(await inOneOf(means.client, channels, person.id)))
      return `I only work in ${named}, for those who are there.`;
    const members = access.userGroups.map((id) => `<!subteam^${id}>`).join(', ');
    const who = members === '' ? 'members of this workspace' : `members of ${members}`;
    if (access.guests !== true || access.otherWorkspaces !== true) {
      const standing = await standingOf(person);
      if (standing === 'guest' && access.guests !== true) return `Guests may not do this, only ${who}.`;
      if (standing === 'stranger' && access.otherWorkspaces !== true) {
        return `People of other workspaces may not do this, only ${who}.`;
      }
    }
    if (members === '' || (await inGroup(person.id))) return undefined;
    return `Only ${who} may do this.`;
  };
}

/** People asked for at once; more is not taken. */
const PAGE = 1000;

/** Whether someone is a member of one of the channels. Rejects when Slack is unreachable. */
async function inOneOf(client: webApi.WebClient, channels: readonly string[], person: string): Promise<boolean> {
  for (const channel of channels) if (await isMember(client, channel, person)) return true;
  return false;
}

async function isMember(client: webApi.WebClient, channel: string, person: string): Promise<boolean> {
  let cursor = '';
  try {
    do {
      const page = await client.conversations.members({ channel, limit: PAGE, ...(cursor === '' ? {} : { cursor }) });
      if (page.members?.includes(person) === true) return true;
      cursor = page.response_metadata?.next_cursor ?? '';
    } while (cursor !== '');
    return false;
  } catch (error) {
    if (!(error instanceof webApi.WebAPIPlatformError)) throw error;
    // There is no such channel, or Leakbot is not in it: no one is known to be.
    return false;
  }
}

/** The members of one group: what Slack said last, also to an earlier process, serves while it does not answer. */
function groupMembers(usergroup: string, { client, clock, log, members: store }: Omit<AccessMeans, 'access'>) {
  let known: ReadonlySet<string> | undefined;
  let askAt = Number.NEGATIVE_INFINITY;

  async function ask(): Promise<ReadonlySet<string>> {
    const members = (await client.usergroups.users.list({ usergroup })).users ?? [];
    await store.keepMembers(usergroup, { members, saidAt: clock.now() });
    return new Set(members);
  }

  /** Undefined where there is nothing to fall back on. */
  async function before(error: unknown): Promise<ReadonlySet<string> | undefined> {
    if (isNoGroup(error)) {
      await store.forgetMembers(usergroup);
      return undefined;
    }
    const kept = known === undefined ? await store.membersOf(usergroup) : undefined;
    return known ?? (kept && new Set(kept.members));
  }

  return async (): Promise<ReadonlySet<string>> => {
    if (known !== undefined && elapsed(clock) < askAt) return known;
    try {
      known = await ask();
      askAt = elapsed(clock) + MEMBERS_KEPT;
    } catch (error) {
      const problem = `cannot read who is in the user group ${usergroup} (access.userGroups in leakbot.yaml)`;
      known = await before(error);
      if (known === undefined) throw new UnavailableError(problem, { retryable: true, cause: error });
      log.warn({ error: explain(error) }, `${problem}: the list known before is used`);
      askAt = elapsed(clock) + ASK_AGAIN;
    }
    return known;
  };
}

/** That is an answer, not silence. */
function isNoGroup(error: unknown): boolean {
  return error instanceof webApi.WebAPIPlatformError && error.data.error === 'no_such_subteam';
}
