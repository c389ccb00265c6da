import { describe, expect, test } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import { HOUR } from '../../src/measurement/duration.ts';
import { lengthOf } from '../../src/measurement/time.ts';
import type { Service } from '../../src/service/service.ts';
import { anOffice, anOomKill, CHANNEL, type Office, seen, slotOf } from '../support/bot.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { question } from './story.ts';

const { service } = recordedEvidence();
const POD = 'markets-api-7d9f8b6c5-k7pvd';
const at = (message: Message) => ({ channel: CHANNEL, ts: message.ts });

function called(name: string, namespace = 'prod'): Service {
  return { ...service, workload: { ...service.workload, name, namespace, container: undefined } };
}

async function anOfficeOf(...services: readonly Service[]): Promise<Office> {
  return anOffice({ services: () => Promise.resolve(services) });
}

const whispers = (office: Office, person = 'dana') => office.workspace.as(person).ephemerals();

async function whisper(office: Office, count = 1): Promise<Message> {
  await seen(() => whispers(office).length >= count);
  const last = whispers(office).at(-1);
  if (last === undefined) throw new Error('no answer');
  return last;
}

/** What was begun, once it is. */
async function begun(office: Office) {
  const store = office.bot().store;
  for (;;) {
    const [investigation] = await store.running();
    if (investigation !== undefined) return investigation;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

describe('a service goes by', () => {
  test.each<[string, string]>([
    ['its name', '/leak markets-api'],
    ['the name of a pod', `/leak ${POD}`],
    ['a pod as an option', `/leak pod=${POD}`],
    ['its name in a namespace', '/leak markets-api namespace=prod'],
    ['a word among others', '/leak look at markets-api in prod please'],
  ])('%s', async (_name, line) => {
    const office = await anOfficeOf(service, called('orders'), called('markets-api', 'staging'));
    await office.workspace.as('dana').command(line, CHANNEL);
    if (line === '/leak markets-api' || line.includes(POD)) {
      // Two namespaces have it: which one is asked.
      expect((await whisper(office)).text).toMatch(/Which one\?/);
      return;
    }
    const investigation = await begun(office);
    expect(investigation.service?.workload).toEqual(service.workload);
  });

  test('a pod: it is the pod that is looked at', async () => {
    const office = await anOfficeOf(service, called('orders'));
    await office.workspace.as('dana').command(`/leak ${POD}`, CHANNEL);
    expect(await begun(office)).toMatchObject({ service: { workload: service.workload }, pod: POD });
  });

  test('the pod in the message that the shortcut is used on', async () => {
    const office = await anOfficeOf(service, called('orders'));
    const said = office.workspace.as('sam').post(CHANNEL, `OOMKilled: prod/${POD} (exit 137)`);
    await office.workspace.as('dana').shortcut(at(said), 'investigate_memory');
    expect(await begun(office)).toMatchObject({ service: { workload: service.workload }, pod: POD });
  });

  test('any word of a mention', async () => {
    const office = await anOfficeOf(service, called('orders'));
    office.workspace.as('dana').mention(CHANNEL, 'can you have a look at markets-api for the last 2h?');
    const investigation = await begun(office);
    expect(investigation.service?.workload).toEqual(service.workload);
  });
});

test.each(['/leak markets-api 2h', '/leak markets-api window=2h'])('%s looks at two hours', async (line) => {
  const office = await anOfficeOf(service);
  await office.workspace.as('dana').command(line, CHANNEL);
  const { range } = await begun(office);
  expect(lengthOf(range)).toBe(2 * HOUR);
});

test('a window that cannot be is explained, and nothing is begun', async () => {
  const office = await anOfficeOf(service);
  await office.workspace.as('dana').command('/leak markets-api window=soon', CHANNEL);
  expect((await whisper(office)).text).toContain('from 5m to 30d: `/leak orders window=2h`');
  expect(office.workspace.messages(CHANNEL)).toEqual([]);
});

test('a service that was deployed just now is found', async () => {
  const office = await anOffice({ services: (how) => Promise.resolve(how === 'fresh' ? [service] : []) });
  await office.workspace.as('dana').command('/leak markets-api', CHANNEL);
  expect((await begun(office)).service?.workload).toEqual(service.workload);
});

describe('a mention alone', () => {
  test('under an alert is about that alert', async () => {
    const office = await anOfficeOf(service, called('orders'));
    const alert = office.workspace.app('Alertmanager').post(CHANNEL, { text: `OOM kill in prod/${POD}` });
    office.workspace.as('dana').mention(CHANNEL, '', { threadTs: alert.ts });
    expect(await begun(office)).toMatchObject({ place: { adopted: { ts: alert.ts } }, pod: POD });
  });

  test('under words that name no service says so', async () => {
    const office = await anOfficeOf(service);
    const words = office.workspace.as('sam').post(CHANNEL, 'Lunch?');
    office.workspace.as('dana').mention(CHANNEL, '', { threadTs: words.ts });
    expect((await whisper(office)).text).toContain('no service I know');
  });

  test('at the top level lets someone pick', async () => {
    const office = await anOfficeOf(service);
    office.workspace.as('dana').mention(CHANNEL, '');
    expect(JSON.stringify((await whisper(office)).blocks)).toContain('pick-service');
  });
});

describe('/leak alone', () => {
  test('opens a picker; what is picked is begun, once, and takes its place', async () => {
    const office = await anOfficeOf(called('orders'), service);
    const dana = office.workspace.as('dana');
    await dana.command('/leak', CHANNEL);
    const picker = await whisper(office);
    await dana.choose(at(picker), 'pick-service', 'markets-api');
    await question(office);
    await seen(() => whispers(office)[0]?.text.startsWith('I look at') === true);
    expect(whispers(office)).toHaveLength(1);
    expect(office.workspace.messages(CHANNEL).map(slotOf)).toEqual(['root']);
  });

  test('shows as many services as a menu takes, and says how to name the others', async () => {
    const many = Array.from({ length: 130 }, (_, n) => called(`service-${n}`, `namespace-${n % 7}`));
    const office = await anOfficeOf(...many);
    await office.workspace.as('dana').command('/leak', CHANNEL);
    expect(JSON.stringify((await whisper(office)).blocks)).toContain('30 others can be named: `/leak &lt;service&gt;`');
  });
});

describe('what runs', () => {
  test('list names services, status what runs with its thread, stop ends it', async () => {
    const office = await anOfficeOf(service, called('orders'));
    const { workspace } = office;
    const dana = workspace.as('dana');
    await dana.command('/leak list', CHANNEL);
    expect((await whisper(office)).text).toMatch(/I know .*`eu-1\/prod\/markets-api`.*orders/);
    await dana.command('/leak status', CHANNEL);
    expect((await whisper(office, 2)).text).toContain('No investigation is running');
    await office.raise(anOomKill());
    await question(office);
    await dana.command('/leak status', CHANNEL);
    expect((await whisper(office, 3)).text).toMatch(
      /1 investigation running:\n• `eu-1\/prod\/markets-api`.*<http[^|]*\|thread>/,
    );
    await dana.command('/leak stop markets-api', CHANNEL);
    expect((await whisper(office, 4)).text).toContain('is stopped');
    await workspace.until(() => office.thread().some((message) => slotOf(message) === 'note/cancelled'));
    expect(await office.bot().store.running()).toEqual([]);
  });

  test('a mention stops what runs in its thread', async () => {
    const office = await anOfficeOf(service);
    await office.raise(anOomKill());
    await question(office);
    const [root] = office.thread();
    office.workspace.as('dana').mention(CHANNEL, 'stop', { threadTs: root?.ts ?? '' });
    await office.workspace.until(() => office.thread().some((message) => slotOf(message) === 'note/cancelled'));
    expect(whispers(office)).toEqual([]);
  });
});
