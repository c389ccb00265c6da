import type { GroupMemberStore, GroupMembers } from '../../investigation/group-members.ts';
import type { Database } from './tables.ts';

/** Members of user groups, in SQLite: a row a group. */
export class SqlGroupMemberStore implements GroupMemberStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async keepMembers(group: string, { members, saidAt }: GroupMembers): Promise<void> {
    const said = { members: JSON.stringify(members), said_at: saidAt };
    const kept = this.#database.insertInto('group_members').values({ user_group: group, ...said });
    await kept.onConflict((conflict) => conflict.column('user_group').doUpdateSet(said)).execute();
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
