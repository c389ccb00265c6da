import { expect, onTestFinished, test } from 'vitest';
import type { Message } from '../../scripts/workspace/model.ts';
import { collectorCapturer } from '../../src/adapters/collector/capturer.ts';
import { workloadKey } from '../../src/service/service.ts';
import { anOffice, anOomKill, CHANNEL, type Office, slotOf } from '../support/bot.ts';
import { aCollector } from '../support/collector.ts';
import { aTarget, type ProcessStandIn, processStandIn } from '../support/process-stand-in.ts';
import { recordedEvidence } from '../support/recorded-evidence.ts';
import { isQuestion, recommended } from './story.ts';

const { service, end } = recordedEvidence();
const pod = 'markets-api-7d9f8b6c5-x2xkf';

/** The recorded leak's thread, with a live process where the chosen pod was, at its second question. */
async function atSecondQuestion(process: ProcessStandIn): Promise<{ office: Office; ts: string }> {
  const plain = aTarget(process.url, { workload: workloadKey(service.workload), memoryLimit: 100e6 });
  const target = { ...plain, labels: { ...plain.labels, pod } };
  const held = await aCollector([target], { now: end });
  onTestFinished(() => held[Symbol.asyncDispose]());
  const capturer = collectorCapturer({ captureNow: held.captureNow, targets: () => Promise.resolve([target]) });
  const office = await anOffice({ capturer });
  await office.raise(anOomKill({ subject: { workload: service.workload, pod, missing: [] } }));
  const first = await slot(office, 'status', isQuestion);
  await office.workspace.as('dana').click({ channel: CHANNEL, ts: first.ts }, recommended(first));
  const { ts } = await slot(office, 'step/goroutines-growing.1', isQuestion);
  await office.settled();
  return { office, ts };
}

function slot(office: Office, name: string, ready: (message: Message) => boolean): Promise<Message> {
  const look = () => office.thread().find((message) => slotOf(message) === name && ready(message));
  return office.workspace.until(look, { what: name, timeoutMs: 10_000 });
}

const says = (text: string) => (message: Message) => message.text.includes(text);

function capture(office: Office, ts: string, who = 'dana') {
  return office.workspace.as(who).choose({ channel: CHANNEL, ts }, 'more', 'Capture profiles now');
}

test('profiles are captured from the thread, which shows their sizes in one note', async () => {
  await using process = await processStandIn();
  const { office, ts } = await atSecondQuestion(process);
  expect(process.asked).toEqual([]);
  await capture(office, ts);
  const note = await slot(office, 'note/capture.1', says('Profiles of'));
  expect(note.text).toMatch(/heap \d+ B \(after garbage collection\), goroutine \d+ B/);
  expect(process.asked).toEqual([
    '/metrics',
    '/debug/pprof/heap?gc=1',
    '/debug/pprof/goroutine',
    '/debug/pprof/goroutine?debug=2',
    '/debug/pprof/goroutineleak',
  ]);
  await office.settled();
  expect(
    office
      .thread()
      .map(slotOf)
      .filter((name) => name?.startsWith('note/')),
  ).toEqual(['note/capture.1']);
  expect(office.log).toEqual([]);
});

test('a pod at its limit is left alone until someone insists; the second click hears that it is late', async () => {
  await using process = await processStandIn({ rss: 97e6 });
  const { office, ts } = await atSecondQuestion(process);
  await capture(office, ts);
  const warning = await slot(office, 'note/capture.1', says('97 % of its limit'));
  expect(process.asked).toEqual(['/metrics']);
  const where = { channel: CHANNEL, ts: warning.ts };
  await office.workspace.as('dana').click(where, 'Capture all the same');
  await slot(office, 'note/capture.1', says('Profiles of'));
  expect(process.asked).toContain('/debug/pprof/heap?gc=1');
  await office.settled();
  expect(office.log).toEqual([]);
});

test('a capture that a restart cut off is reported as not done, and can be asked for again', async () => {
  await using process = await processStandIn();
  const answer = process.server.listeners('request')[0] as (...message: unknown[]) => void;
  process.server.removeAllListeners('request');
  const { office, ts } = await atSecondQuestion(process);
  await capture(office, ts);
  await slot(office, 'note/capture.1', says('Taking a heap'));
  await capture(office, ts, 'sam');
  await office.workspace.until(() => office.workspace.as('sam').ephemerals().at(-1), { what: 'a word to Sam' });
  expect(office.workspace.as('sam').ephemerals().at(-1)?.text).toContain('Profiles are being taken already');
  await office.restart();
  await slot(office, 'note/capture.1', says('Not done'));
  process.server.on('request', answer);
  await capture(office, ts);
  await slot(office, 'note/capture.2', says('Profiles of'));
  await office.settled();
});
