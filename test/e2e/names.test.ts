import { describe, expect, test } from 'vitest';
import { appManifest } from '../../scripts/demo/stage.ts';
import type { Message } from '../../scripts/workspace/model.ts';
import type { Payload } from '../../scripts/workspace/payload.ts';
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

  describe.each(['socket', 'http'] as const)('of more services than a menu takes, over %s', (mode) => {
    const many = Array.from({ length: 130 }, (_, n) => called(`service-${n}`, `namespace-${n % 7}`));
    const aCity = () => anOffice({ services: () => Promise.resolve([...many, service]) }, {}, mode);
    const labels = (offered: Payload) =>
      (offered['options'] as readonly { text: { text: string } }[]).map(({ text }) => text.text);

    test('is asked as someone types; what is chosen is begun', async () => {
      const office = await aCity();
      const dana = office.workspace.as('dana');
      await dana.command('/leak', CHANNEL);
      const picker = at(await whisper(office));
      expect(labels(await dana.suggestions(picker, 'pick-service', ''))).toHaveLength(100);
      expect(labels(await dana.suggestions(picker, 'pick-service', 'namespace-3 12'))).toEqual([
        'eu-1/namespace-3/service-122',
        'eu-1/namespace-3/service-129',
      ]);
      expect(labels(await dana.suggestions(picker, 'pick-service', 'Mark'))).toEqual(['eu-1/prod/markets-api']);
      expect(labels(await dana.suggestions(picker, 'pick-service', 'no such service'))).toEqual([]);
      await dana.choose(picker, 'pick-service', 'markets-api');
      expect((await begun(office)).service?.workload).toEqual(service.workload);
      await seen(() => whispers(office)[0]?.text.startsWith('I look at') === true);
    });

    test('so is the question of which service an alert is about', async () => {
      const office = await aCity();
      await office.raise(anOomKill({ subject: { missing: ['container'] } }));
      const status = await office.workspace.until(() => office.thread()[1]);
      await office.workspace.as('dana').choose(at(status), 'service', 'markets-api');
      await question(office);
    });
  });

  test('over HTTP without an address for options Slack shows none', async () => {
    const manifest = appManifest();
    const interactivity = { is_enabled: true };
    const settings = { ...(manifest['settings'] as Payload), interactivity };
    const many = Array.from({ length: 101 }, (_, n) => called(`service-${n}`));
    const options = { manifest: { ...manifest, settings } };
    const office = await anOffice({ services: () => Promise.resolve(many) }, options, 'http');
    const dana = office.workspace.as('dana');
    await dana.command('/leak', CHANNEL);
    const picker = at(await whisper(office));
    await expect(dana.suggestions(picker, 'pick-service', 'service')).rejects.toThrow('message_menu_options_url');
  });

  test('options are there within a second while Slack and discovery are slow', async () => {
    const many = Array.from({ length: 101 }, (_, n) => called(`service-${n}`));
    const never = new Promise<readonly Service[]>(() => undefined);
    let slow = false;
    const office = await anOffice({ services: (how) => (slow && how !== 'known' ? never : Promise.resolve(many)) });
    const dana = office.workspace.as('dana');
    await dana.command('/leak', CHANNEL);
    const picker = at(await whisper(office));
    slow = true;
    office.workspace.faults.add({ kind: 'slow', ms: 5000, method: '*', times: 100 });
    const asked = performance.now();
    await dana.suggestions(picker, 'pick-service', 'service-7');
    expect(performance.now() - asked).toBeLessThan(1000);
    office.workspace.faults.clear();
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
