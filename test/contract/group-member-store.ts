import { describe, expect, test } from 'vitest';
import { NOON } from '../support/investigations.ts';
import type { OpenStores } from './opened-stores.ts';

/** What any store of group members must do, so that no one is locked out, or let in, by an old list. */
export function groupMemberStoreContract(name: string, open: OpenStores): void {
  describe(`${name} as a store of group members`, () => {
    test('what was said last of each group is known', async () => {
      await using held = await open();
      await held.groupMembers.keepMembers('S0SRE', { members: ['U0DANA', 'U0SAM'], saidAt: NOON });
      await held.groupMembers.keepMembers('S0DEV', { members: [], saidAt: NOON });
      await held.groupMembers.keepMembers('S0SRE', { members: ['U0DANA'], saidAt: NOON + 1 });
      expect(await held.groupMembers.membersOf('S0SRE')).toEqual({ members: ['U0DANA'], saidAt: NOON + 1 });
      expect(await held.groupMembers.membersOf('S0DEV')).toEqual({ members: [], saidAt: NOON });
      expect(await held.groupMembers.membersOf('S0GONE')).toBeUndefined();
    });

    test('a group that there is no longer has no members', async () => {
      await using held = await open();
      await held.groupMembers.keepMembers('S0SRE', { members: ['U0DANA'], saidAt: NOON });
      await held.groupMembers.forgetMembers('S0SRE');
      expect(await held.groupMembers.membersOf('S0SRE')).toBeUndefined();
    });
  });
}
