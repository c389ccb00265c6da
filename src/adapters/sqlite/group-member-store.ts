import type { GroupMemberStore, GroupMembers } from '../../investigation/group-members.ts';
import type { Database } from './database.ts';

/** Members of user groups, in SQLite: a row a group. */
export class SqliteGroupMemberStore implements GroupMemberStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async keepMembers(group: string, { members, saidAt }: GroupMembers): Promise<void> {
    const row = { user_group: group, members: JSON.stringify(members), said_at: saidAt };
    await this.#database.replaceInto('group_members').values(row).execute();
  }

  async membersOf(group: string): Promise<GroupMembers | undefined> {
    const own = this.#database.selectFrom('group_members').selectAll().where('user_group', '=', group);
    const row = await own.executeTakeFirst();
    return row && { members: JSON.parse(row.members) as string[], saidAt: row.said_at };
  }

  async forgetMembers(group: string): Promise<void> {
    await this.#database.deleteFrom('group_members').where('user_group', '=', group).execute();
  }
}
