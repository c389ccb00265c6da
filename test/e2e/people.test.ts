import { describe, expect, test } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import type { Payload } from '../../scripts/workspace/payload.ts';
import type { Service } from '../../src/service/service.ts';
import { anOffice, anOomKill, CHANNEL, type Office, seen, slotOf } from '../support/bot.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { answerAll, isConclusion, isQuestion, question, slotsOf, WHOLE_THREAD } from './story.ts';

const at = (message: Message) => ({ channel: CHANNEL, ts: message.ts });

/** What a person was reported in private. */
function whispers(office: Office, person: string): readonly string[] {
  return office.workspace
    .as(person)
    .ephemerals()
    .map((message) => message.text);
}

async function whisper(office: Office, person: string, count = 1): Promise<string> {
  await seen(() => whispers(office, person).length >= count);
  return whispers(office, person).at(-1) ?? '';
}

/** Clicks what someone's phone still shows although the message has changed. */
async function clickStale(
  office: Office,
  { person, message, shown }: { person: string; message: Message; shown: readonly Payload[] },
  button: string,
): Promise<void> {
  const now = message.blocks;
  message.blocks = shown;
  const click = office.workspace.as(person).click(at(message), button);
  message.blocks = now;
  await click;
}

async function asked(): Promise<{ office: Office; first: Message; shown: readonly Payload[] }> {
  const office = await anOffice();
  await office.raise(anOomKill());
  const first = await question(office);
  await office.settled();
  return { office, first, shown: first.blocks };
}

async function answered() {
  const start = await asked();
  await start.office.workspace.as('dana').click(at(start.first), 'answer.yes');
  await start.office.workspace.until(() =>
    start.office
      .thread()
      .filter(isQuestion)
      .find((each) => each !== start.first),
  );
  await start.office.settled();
  return start;
}

describe('clicks', () => {
  test('two people at once: one answer, one next question, and a word to the one who came late', async () => {
    const { office, first } = await asked();
    const { workspace } = office;
    await Promise.all([
      workspace.as('dana').click(at(first), 'answer.yes'),
      workspace.as('sam').click(at(first), 'answer.no'),
    ]);
    // Either may be stored first.
    await seen(() => whispers(office, 'dana').length + whispers(office, 'sam').length > 0);
    const [winner, late] = whispers(office, 'sam').length > 0 ? ['dana', 'sam'] : ['sam', 'dana'];
    expect(await whisper(office, late)).toContain(`<@U0${winner.toUpperCase()}> answered this at`);
    await office.settled();
    expect(whispers(office, winner)).toEqual([]);
    // What comes next depends on the answer.
    expect(slotsOf(office).map((slot) => slot.replace(/[/].*/, ''))).toEqual(['root', 'status', 'step']);
    expect(JSON.stringify(first.blocks)).toContain(`<@U0${winner.toUpperCase()}>`);
  });

  test('a double click is one click', async () => {
    const { office, first } = await asked();
    const dana = office.workspace.as('dana');
    await Promise.all([dana.click(at(first), 'answer.yes'), dana.click(at(first), 'answer.yes')]);
    await office.settled();
    await office.workspace.until(() => office.thread().length === 3);
    expect(whispers(office, 'dana')).toEqual([]);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD.slice(0, 3));
  });

  test('a click after a restart works', async () => {
    const { office } = await asked();
    await office.restart();
    await answerAll(office);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
  });

  test('an answer that was given is not overwritten by a phone that shows the old question', async () => {
    const { office, first, shown } = await answered();
    await clickStale(office, { person: 'pat', message: first, shown }, 'answer.no');
    expect(await whisper(office, 'pat')).toContain('“Change” on that message takes it back');
  });

  test('a question superseded by a changed answer says so, and by whom', async () => {
    const { office, first } = await answered();
    const { workspace } = office;
    const second = office.thread().find((message) => isQuestion(message) && message !== first);
    if (second === undefined) throw new Error('no second question');
    const shown = second.blocks;
    await workspace.as('dana').click(at(first), 'change');
    await workspace.until(() => isQuestion(first));
    await workspace.as('sam').click(at(first), 'answer.no');
    await workspace.until(() => second.text.startsWith('~'));
    await clickStale(office, { person: 'pat', message: second, shown }, 'answer.yes');
    expect(await whisper(office, 'pat')).toMatch(/superseded by a changed answer \(<@U0SAM>/);
    await office.settled();
    expect(slotsOf(office).filter((slot) => slot.startsWith('step/goroutines'))).toHaveLength(1);
  });

  test('a cancelled investigation shows how to start a new one, and /leak does', async () => {
    const { office, first, shown } = await asked();
    const { workspace } = office;
    const status = office.thread()[1];
    if (status === undefined) throw new Error('no status');
    const running = status.blocks;
    await workspace.as('dana').click(at(status), 'cancel');
    await workspace.until(() => office.thread().some((message) => slotOf(message)?.startsWith('note/')));
    await clickStale(office, { person: 'pat', message: first, shown }, 'answer.yes');
    expect(await whisper(office, 'pat')).toContain('was cancelled');
    await clickStale(office, { person: 'sam', message: status, shown: running }, 'cancel');
    expect(await whisper(office, 'sam')).toContain('was cancelled');
    await workspace.as('pat').command('/leak markets-api', CHANNEL);
    await workspace.until(() => workspace.messages(CHANNEL).filter((each) => slotOf(each) === 'root').length === 2);
  });

  test('a finished question and a button no one knows', async () => {
    const { office, first, shown } = await asked();
    const conclusion = await answerAll(office);
    await clickStale(office, { person: 'pat', message: first, shown }, 'answer.no');
    expect(await whisper(office, 'pat')).toContain('answered this at');
    const text = { type: 'plain_text', text: 'Old button' };
    const elements = [{ type: 'button', action_id: 'v0.snooze', value: 'v0', text }];
    const old = [{ type: 'actions', block_id: 'old', elements }];
    await clickStale(office, { person: 'sam', message: conclusion, shown: old }, 'Old button');
    expect(await whisper(office, 'sam')).toContain('a question I no longer ask');
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
  });

  test('a thread that someone deleted is over: the operator reads it, and /leak starts a new one', async () => {
    const { office, first } = await asked();
    const { workspace } = office;
    workspace.faults.add({ kind: 'error', error: 'thread_not_found', method: 'chat.postMessage' });
    await workspace.as('dana').click(at(first), 'answer.yes');
    await seen(() => office.log.some((line) => line.message.includes('deleted the thread')));
    await office.settled();
    await workspace.as('sam').command('/leak markets-api', CHANNEL);
    await workspace.until(() => workspace.messages(CHANNEL).filter((each) => slotOf(each) === 'root').length === 2);
  });

  test('a message that someone deleted costs only itself', async () => {
    const { office, first } = await asked();
    office.workspace.faults.add({ kind: 'error', error: 'message_not_found', method: 'chat.update' });
    await office.workspace.as('dana').click(at(first), 'answer.yes');
    await office.workspace.until(() => office.thread().length === 3);
    await office.settled();
    expect(office.log).toEqual([
      expect.objectContaining({ message: 'someone deleted the message: it is not brought up to date' }),
    ]);
  });
});

describe('a fault of ours', () => {
  test('is said to the one who clicked, and the operator reads the cause', async () => {
    const office = await anOffice({ access: { channels: [], userGroups: ['S0GONE'] } });
    await office.raise(anOomKill());
    const first = await question(office);
    await office.workspace.as('dana').click(at(first), 'answer.yes');
    expect(await whisper(office, 'dana')).toContain('That did not work; the operator’s log says why.');
    await seen(() => office.log.length > 0);
    expect(JSON.stringify(office.log)).toMatch(
      /user group S0GONE \(access.userGroups in leakbot.yaml\): .*no_such_subteam/,
    );
    await office.workspace.as('dana').command('/leak markets-api', CHANNEL);
    expect(await whisper(office, 'dana', 2)).toContain('went wrong');
  });
});

describe('the message shortcut', () => {
  const use = async (text: string, services: readonly Service[]) => {
    const office = await anOffice({ services: () => Promise.resolve(services) });
    const said = office.workspace.as('sam').post(CHANNEL, text);
    await office.workspace.as('dana').shortcut({ channel: CHANNEL, ts: said.ts }, 'investigate_memory');
    return office;
  };
  const { service } = recordedEvidence();
  const worker = { ...service, workload: { ...service.workload, name: 'markets-api-worker', container: undefined } };

  test('takes the service that the message names as a whole word', async () => {
    const office = await use('OOM in markets-api!', [worker, service]);
    await office.workspace.until(() => office.thread().length > 0 || office.workspace.messages(CHANNEL).length > 0);
    expect(whispers(office, 'dana')).toEqual([]);
  });

  test('asks which one when the message names several', async () => {
    const office = await use('OOM in markets-api and markets-api-worker', [worker, service]);
    expect(await whisper(office, 'dana')).toMatch(/several services. Which one\?.*markets-api-worker/);
  });

  test('says so when it names none', async () => {
    const office = await use('OOM in markets-api2', [worker, service]);
    expect(await whisper(office, 'dana')).toContain('no service I know');
  });
});

describe('requests', () => {
  test.each<[string, string, RegExp]>([
    ['help', '/leak help', /finds memory leaks with you/],
    ['nothing', '/leak', /\/leak <service>|\/leak &lt;service&gt;/],
    ['a name that is nearly right', '/leak market-api', /Did you mean `\/leak eu-1\/prod\/markets-api`/],
    ['a name with markup in it', '/leak <!channel>', /I know no service `&lt;!channel&gt;`/],
  ])('%s is answered in private', async (_name, line, answer) => {
    const office = await anOffice();
    await office.workspace.as('dana').command(line, CHANNEL);
    expect(await whisper(office, 'dana')).toMatch(answer);
    expect(office.workspace.messages(CHANNEL)).toEqual([]);
  });

  test('where Leakbot is not, it says how to call it', async () => {
    const office = await anOffice({}, { channels: [{ name: CHANNEL, bot: false }] });
    await office.workspace.as('dana').command('/leak markets-api', CHANNEL);
    expect(await whisper(office, 'dana')).toContain('/invite @leakbot');
  });

  test('what Slack cannot say about the channel does not keep it from trying', async () => {
    const office = await anOffice();
    office.workspace.faults.add({ kind: 'status', status: 500, method: 'conversations.info' });
    await office.workspace.as('dana').command('/leak markets-api', CHANNEL);
    await question(office);
    expect(whispers(office, 'dana')).toEqual([]);
  });

  test('a fault of ours is said to the one who waits', async () => {
    const office = await anOffice({ services: () => Promise.reject(new Error('the disk is full')) });
    await office.workspace.as('dana').command('/leak markets-api', CHANNEL);
    expect(await whisper(office, 'dana')).toContain('went wrong');
    await seen(() => JSON.stringify(office.log).includes('the disk is full'));
  });

  test('a second request for a running investigation links to it', async () => {
    const { office } = await asked();
    await office.workspace.as('sam').command('/leak markets-api', CHANNEL);
    expect(await whisper(office, 'sam')).toMatch(/is running already: <http[^|]+\|open its thread>/);
    expect(office.workspace.messages(CHANNEL)).toHaveLength(1);
  });

  test('a mention that Slack delivers twice is one request', async () => {
    const office = await anOffice();
    const { workspace } = office;
    workspace.as('dana').mention(CHANNEL, 'help');
    await whisper(office, 'dana');
    const delivery = workspace.deliveries.find(({ id }) => id !== '');
    await workspace.redeliver(delivery?.id ?? '');
    workspace.as('sam').mention(CHANNEL, 'help');
    await whisper(office, 'sam');
    expect(whispers(office, 'dana')).toHaveLength(1);
  });
});

describe('alerts', () => {
  test('200 pods at once: one thread, few messages', async () => {
    const office = await anOffice();
    const { workload } = recordedEvidence().service;
    const kills = Array.from({ length: 200 }, (_, pod) =>
      anOomKill({ fingerprint: `f${pod}`, subject: { workload, pod: `markets-api-5c6d7f9b84-p${pod}`, missing: [] } }),
    );
    await Promise.all([
      office.raise(...kills.slice(0, 100)),
      office.raise(...kills.slice(100)),
      office.raise(...kills),
    ]);
    await question(office);
    await office.settled();
    expect(slotsOf(office)).toEqual(WHOLE_THREAD.slice(0, 2));
    expect(JSON.stringify(office.thread()[0]?.blocks)).toContain('200 pods');
    expect(office.workspace.calls.filter(({ method }) => method === 'chat.update').length).toBeLessThan(40);
  });

  test('what labels and annotations say is text: it mentions no one', async () => {
    const office = await anOffice({ services: () => Promise.resolve([]) });
    const evil = '<!channel> <@U0DANA> <https://evil.test|click>';
    const labels = { alertname: evil, team: evil };
    const subject = { pod: evil, missing: ['container'] };
    await office.raise(anOomKill({ name: evil, summary: evil, subject, labels }));
    await office.workspace.until(() => office.thread().length === 2);
    await office.settled();
    const said = JSON.stringify(office.thread().map(({ text, blocks }) => [text, blocks]));
    expect(said).toContain('&lt;!channel&gt;');
    expect(said).not.toMatch(/<!channel>|<@U0DANA>|<https:..evil/);
  });

  test('an alert that names no service asks for it, and goes on with the choice', async () => {
    const office = await anOffice();
    await office.raise(anOomKill({ subject: { missing: ['container', 'pod'] } }));
    const status = await office.workspace.until(() => office.thread()[1]);
    expect(JSON.stringify(status.blocks)).toContain('`container`, `pod` are missing');
    await office.workspace.as('dana').choose(at(status), 'service', 'markets-api');
    await answerAll(office);
    expect(office.thread().some(isConclusion)).toBe(true);
    expect(slotsOf(office)).toEqual(WHOLE_THREAD);
  });
});
