import { LogLevel, webApi } from '@slack/bolt';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openStores } from '../../src/commands/stores.ts';
import { MINUTE } from '../../src/measurement/duration.ts';
import { type Access, accessControl } from '../../src/slack/access.ts';
import { NOON } from '../support/investigations.ts';
import { anEmptyLocation } from '../support/test-database.ts';
import { aWorkspace } from '../workspace/a-workspace.ts';

const EVERYONE: Access = { channels: [], userGroups: [] };
const quiet = () => undefined;
const logger = {
  debug: quiet,
  info: quiet,
  warn: quiet,
  error: quiet,
  setLevel: quiet,
  setName: quiet,
  getLevel: () => LogLevel.ERROR,
};

async function aDoor(access: Partial<Access>) {
  const workspace = await aWorkspace({
    users: [{ name: 'dana' }, { name: 'sam' }, { name: 'gus', guest: true }, { name: 'eve', team: 'T0ELSE' }],
    userGroups: [{ id: 'S0SRE', handle: 'sre', users: ['dana'] }],
  });
  let now = NOON;
  const warnings: string[] = [];
  const client = new webApi.WebClient(workspace.botToken, {
    slackApiUrl: workspace.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger,
  });
  const { team_id: home } = await client.auth.test();
  const stores = await openStores(await anEmptyLocation(), { now: () => now });
  onTestFinished(() => stores.close());
  const open = () =>
    accessControl({
      client,
      access: { ...EVERYONE, ...access },
      members: stores.groupMembers,
      clock: { now: () => now },
      log: { warn: (_, message) => void warnings.push(message) },
    });
  let refuse = open();
  const learned = () => workspace.calls.filter(({ method }) => method === 'auth.test').length === 2;
  await workspace.until(learned);
  return {
    workspace,
    warnings,
    later(ms: number) {
      now += ms;
    },
    restart() {
      refuse = open();
    },
    asks: (name: string, team = name === 'eve' ? 'T0ELSE' : home) =>
      refuse({ id: `U0${name.toUpperCase()}`, team }, 'C0ALERTS'),
  };
}

describe('who may', () => {
  test.each<[string, Partial<Access>, string, RegExp | undefined]>([
    ['a member', {}, 'sam', undefined],
    ['a guest', {}, 'gus', /^Guests may not do this, only members of this workspace\.$/],
    ['a guest where they may', { guests: true }, 'gus', undefined],
    ['someone of another workspace', {}, 'eve', /^People of other workspaces may not .*only members of this workspace/],
    ['someone of another workspace, where guests may', { guests: true }, 'eve', /^People of other workspaces/],
    ['someone of another workspace where they may', { otherWorkspaces: true }, 'eve', undefined],
    ['a member of the group', { userGroups: ['S0SRE'] }, 'dana', undefined],
    ['a member of no group', { userGroups: ['S0SRE'] }, 'sam', /^Only members of <!subteam\^S0SRE> may do this\.$/],
    ['a guest where there is a group', { userGroups: ['S0SRE'] }, 'gus', /only members of <!subteam\^S0SRE>/],
    ['another channel', { channels: ['C0OTHER'] }, 'sam', /^I only work in <#C0OTHER>\.$/],
  ])('%s', async (_name, access, who, answer) => {
    const door = await aDoor(access);
    const refused = await door.asks(who);
    if (answer === undefined) expect(refused).toBeUndefined();
    else expect(refused).toMatch(answer);
  });
});

describe('while Slack does not answer', () => {
  const silent = { kind: 'status', status: 500, method: '*', times: 1000 } as const;

  test('the last known list serves, and what was known of people', async () => {
    const door = await aDoor({ userGroups: ['S0SRE'] });
    await door.asks('dana');
    await door.asks('gus');
    door.workspace.faults.add(silent);
    door.later(70 * MINUTE);
    expect(await door.asks('dana')).toBeUndefined();
    expect(await door.asks('gus')).toMatch(/^Guests/);
    expect(await door.asks('sam')).toMatch(/^Only members of/);
    expect(door.warnings.join()).toContain('the list known before is used');
  });

  test('the last known list serves a process that began since', async () => {
    const door = await aDoor({ userGroups: ['S0SRE'] });
    await door.asks('dana');
    door.workspace.faults.add(silent);
    door.restart();
    expect(await door.asks('dana')).toBeUndefined();
    expect(await door.asks('sam')).toMatch(/^Only members of/);
    door.workspace.faults.clear();
    door.workspace.faults.add({ kind: 'error', error: 'no_such_subteam', method: 'usergroups.users.list', times: 2 });
    door.later(MINUTE);
    await expect(door.asks('dana')).rejects.toThrow('user group S0SRE');
    door.workspace.faults.add(silent);
    await expect(door.asks('dana')).rejects.toThrow('user group S0SRE');
  });

  test('it is not asked again for each click', async () => {
    const door = await aDoor({ userGroups: ['S0SRE'] });
    await door.asks('dana');
    door.workspace.faults.add(silent);
    door.later(70 * MINUTE);
    const asked = () => door.workspace.calls.length;
    await door.asks('dana');
    const once = asked();
    for (let click = 0; click < 5; click += 1) await door.asks('dana');
    expect(asked()).toBe(once);
  });

  test('a group that it never listed lets no one in, and says so', async () => {
    const door = await aDoor({ userGroups: ['S0SRE'] });
    door.workspace.faults.add(silent);
    await expect(door.asks('dana')).rejects.toThrow('user group S0SRE (access.userGroups in leakbot.yaml)');
  });

  test('members it never spoke of are let in, people of other workspaces are not', async () => {
    const door = await aDoor({});
    door.workspace.faults.add(silent);
    expect(await door.asks('sam')).toBeUndefined();
    expect(await door.asks('eve')).toMatch(/^People of other workspaces/);
  });
});
