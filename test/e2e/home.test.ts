import { describe, expect, test } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import { warning } from '../../src/foundation/check.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import type { Service } from '../../src/service/service.ts';
import { anOffice, anOomKill, CHANNEL, type Office, seen, slotOf } from '../support/bot.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { answerAll, question } from './story.ts';

const { service } = recordedEvidence();

function called(name: string): Service {
  return { ...service, workload: { ...service.workload, name, container: undefined } };
}

const SERVICES = [service, called('orders')];
const inTown = { services: () => Promise.resolve(SERVICES) };

/** What stands in a person's Home tab; nothing before it was drawn. */
const home = (office: Office, person = 'dana') => JSON.stringify(office.workspace.as(person).home()?.content ?? '');

/** Opens it and resolves with what it shows then. */
async function opens(office: Office, person = 'dana'): Promise<string> {
  const before = office.workspace.as(person).home()?.hash;
  office.workspace.as(person).openHome();
  await redrawn(office, before, person);
  return home(office, person);
}

async function redrawn(office: Office, before: string | undefined, person = 'dana'): Promise<string> {
  await seen(() => {
    const now = office.workspace.as(person).home()?.hash;
    return now !== undefined && now !== before;
  });
  return home(office, person);
}

/** Clicks a button in it, and resolves with what it shows then. */
async function clicks(office: Office, button: string, person = 'dana'): Promise<string> {
  const before = office.workspace.as(person).home()?.hash;
  expect((await office.workspace.as(person).clickInHome(button)).acknowledged).toBe(true);
  return redrawn(office, before, person);
}

const publishes = (office: Office) => office.workspace.calls.filter(({ method }) => method === 'views.publish');
const roots = (office: Office): readonly Message[] =>
  office.workspace.messages(CHANNEL).filter((message) => slotOf(message) === 'root');
const linkTo = (office: Office, message: Message | undefined) =>
  `/archives/${office.workspace.channels[CHANNEL]?.id}/p${message?.ts.replace('.', '')}`;

async function says(office: Office, line: string): Promise<void> {
  const dana = office.workspace.as('dana');
  const before = dana.ephemerals().length;
  await dana.command(line, CHANNEL);
  await seen(() => dana.ephemerals().length > before);
}

describe.each(['socket', 'http'] as const)('the Home tab over %s', (mode) => {
  test('shows what runs and what was found with links to the threads, as it is whenever it is opened', async () => {
    const office = await anOffice({ ...inTown, health: () => [warning('Metrics: Prometheus is slow')] }, {}, mode);
    expect(await opens(office)).toMatch(
      /Nothing runs.*Nothing was found yet.*2 services\. I know.*Metrics: Prometheus is slow.*Nothing is muted/,
    );
    await office.raise(anOomKill());
    await question(office);
    await office.settled();
    const running = await opens(office);
    expect(running).toContain(linkTo(office, roots(office)[0]));
    expect(running).toMatch(/markets-api` · since .*0 questions answered/);
    await answerAll(office);
    await office.settled();
    const found = await opens(office);
    expect(found).toMatch(/Nothing runs.*Recent findings.*markets-api` · <[^|]*\|Heap leak/);
    expect(found).toContain(linkTo(office, roots(office)[0]));
    expect(office.workspace.as('sam').home()).toBeUndefined();
    expect(office.log).toEqual([]);
  });
});

describe('from the Home tab', () => {
  test('a mute is ended by its button', async () => {
    const office = await anOffice(inTown);
    await says(office, '/leak mute orders 2h');
    await says(office, '/leak mute markets-api forever');
    expect(await opens(office, 'sam')).toMatch(/`eu-1\/prod\/orders` · until <!date.*<@U0DANA>/);
    const buttons = office.workspace.as('sam').home()?.content['blocks'] as readonly {
      block_id: string;
      text?: { text: string };
    }[];
    const block = buttons.find(({ text }) => text?.text.includes('prod/orders` · until'))?.block_id ?? '';
    const after = await clicks(office, `${block}/home.unmute`, 'sam');
    expect(after).toContain('`eu-1/prod/orders` is no longer muted. No alert was held back.');
    expect(await office.stores.silence.mutes()).toMatchObject([{ workload: { name: 'markets-api' } }]);
    expect(await clicks(office, 'Unmute', 'sam')).toContain('Nothing is muted');
  });

  test('a service is looked at in the channel, once; the tab links to the thread that runs already', async () => {
    const office = await anOffice(inTown);
    await opens(office);
    const dana = office.workspace.as('dana');
    const before = dana.home()?.hash;
    await dana.chooseInHome('home.look', 'markets-api');
    expect(await redrawn(office, before)).toContain(
      `I look at \`eu-1/prod/markets-api\`: its thread opens in <#${office.workspace.channels[CHANNEL]?.id}>.`,
    );
    await question(office);
    await office.settled();
    const again = dana.home()?.hash;
    await dana.chooseInHome('home.look', 'markets-api');
    const joined = await redrawn(office, again);
    expect(joined).toContain('is running already');
    expect(joined).toContain(linkTo(office, roots(office)[0]));
    expect(roots(office)).toHaveLength(1);
    expect(dana.ephemerals()).toEqual([]);
  });

  test('of more services than a menu takes, those are offered that fit what is typed', async () => {
    const many = Array.from({ length: 120 }, (_, index) => called(`worker-${index}`));
    const office = await anOffice({ services: () => Promise.resolve([service, ...many]) });
    await opens(office);
    const before = office.workspace.as('dana').home()?.hash;
    await office.workspace.as('dana').chooseInHome('home.look', 'markets-api');
    expect(await redrawn(office, before)).toContain('I look at `eu-1/prod/markets-api`');
  });

  test('where Leakbot may not post, it says what to do', async () => {
    const elsewhere = { ...called('orders'), channel: 'C0INCIDENTS' };
    const office = await anOffice(
      { services: () => Promise.resolve([elsewhere]) },
      { channels: [{ name: 'alerts' }, { name: 'incidents', bot: false }] },
    );
    await opens(office);
    const before = office.workspace.as('dana').home()?.hash;
    await office.workspace.as('dana').chooseInHome('home.look', 'orders');
    expect(await redrawn(office, before)).toContain('I am not in <#C0INCIDENTS>. Type `/invite @leakbot` there');
    expect(office.workspace.messages(CHANNEL)).toEqual([]);
  });

  test('Refresh draws it again, and nothing else does', async () => {
    const office = await anOffice(inTown);
    await opens(office);
    await office.raise(anOomKill());
    await question(office);
    office.time.skip(2 * HOUR);
    await office.settled();
    expect(publishes(office)).toHaveLength(1);
    expect(await clicks(office, 'Refresh')).toContain('0 questions answered');
    office.workspace.as('dana').openHome('messages');
    await office.bot().idle();
    expect(publishes(office)).toHaveLength(2);
  });
});

describe('who may not use Leakbot', () => {
  test('reads so there and nothing else, and can click nothing that it showed before', async () => {
    const access = { channels: [], userGroups: ['S0SRE'] };
    const office = await anOffice(
      { ...inTown, access },
      { userGroups: [{ id: 'S0SRE', handle: 'sre', users: ['dana'] }] },
    );
    const refused = await opens(office, 'sam');
    expect(refused).toContain('Only members of <!subteam^S0SRE> may do this');
    expect(refused).not.toContain('markets-api');
    expect(await opens(office)).toContain('markets-api');
    await says(office, '/leak mute orders');
    await opens(office);
    // What sam's phone still shows from before it was forbidden.
    const shown = office.workspace.as('dana').home();
    if (shown !== undefined) office.workspace.as('sam').showHome(shown.content);
    expect(await clicks(office, 'Unmute', 'sam')).toContain('Only members of');
    expect(await office.stores.silence.mutes()).toHaveLength(1);
  });

  test('are those, where channels are named, who are in none of them', async () => {
    const office = await anOffice(
      { ...inTown, access: { channels: ['C0ALERTS'], userGroups: [] } },
      { channels: [{ name: 'alerts', members: ['dana'] }] },
    );
    expect(await opens(office, 'sam')).toContain('I only work in <#C0ALERTS>, for those who are there.');
    expect(await opens(office, 'dana')).toContain('markets-api');
  });
});

describe('whatever Slack does', () => {
  test('the tab is acknowledged at once and drawn when Slack takes it, also by the next process', async () => {
    const office = await anOffice(inTown);
    const { workspace } = office;
    workspace.faults.add({ kind: 'status', status: 500, method: 'views.publish', times: 2 });
    expect(await opens(office)).toContain('markets-api');
    expect(publishes(office)).toHaveLength(3);
    workspace.faults.add({ kind: 'status', status: 500, method: 'views.publish', times: 1000 });
    const before = workspace.as('dana').home()?.hash;
    workspace.as('dana').openHome();
    await seen(() => publishes(office).length > 3);
    expect(await office.bot().gesturesPending()).toBe(1);
    const restarting = office.restart();
    workspace.faults.clear();
    await restarting;
    expect(await redrawn(office, before)).toContain('markets-api');
    await office.settled();
    expect(await office.bot().gesturesPending()).toBe(0);
  });

  test.each([
    ['not_enabled', /App Home.*manifest\/slack\.json/],
    ['invalid_arguments', /invalid_arguments/],
  ])('%s is for the operator and not tried again; the bot goes on', async (error, say) => {
    const office = await anOffice(inTown);
    office.workspace.faults.add({ kind: 'error', error, method: 'views.publish' });
    office.workspace.as('dana').openHome();
    await seen(() => office.log.length > 0);
    await office.settled();
    expect(office.log).toMatchObject([{ level: 'warn', message: 'Slack does not take the Home tab' }]);
    expect(JSON.stringify(office.log[0]?.facts)).toMatch(say);
    expect(publishes(office)).toHaveLength(1);
    expect(await opens(office)).toContain('markets-api');
  });

  test('an event that is delivered again draws nothing again', async () => {
    const office = await anOffice(inTown);
    await opens(office);
    const event = office.workspace.deliveries.at(-1)?.envelope.payload['event_id'];
    await office.workspace.redeliver(String(event));
    await office.settled();
    expect(publishes(office)).toHaveLength(1);
  });
});
