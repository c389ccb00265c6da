import { expect, test } from 'vitest';
import { aPlayedIntake, type PlayedIntake } from './played-intake.ts';
import { anAttachment, aPost } from './posts.ts';

const PODS = { first: 'kelp-index-7d9f6c5b8-x2x4q', second: 'kelp-index-7d9f6c5b8-b6b8c' } as const;
let seconds = 1_763_867_045;

function posted(pod: string) {
  seconds += 60;
  const title = '[FIRING:1] PodOOMKilled';
  const text = `*Details:*\n • *alertname:* \`PodOOMKilled\`\n • *namespace:* \`reef\`\n • *pod:* \`${pod}\``;
  const titleLink = 'http://alertmanager:9093/#/alerts?receiver=team';
  const attachments = [anAttachment({ title, titleLink, text, fallback: title })];
  return aPost({ ts: `${seconds}.000100`, at: seconds * 1000, app: 'AlertManager', attachments });
}

async function cancelled(): Promise<PlayedIntake> {
  const intake = await aPlayedIntake([]);
  await intake.see(posted(PODS.first));
  await intake.cancel('inv-1');
  return intake;
}

const notes = async (intake: PlayedIntake) =>
  (await intake.investigations()).map((each) => each.notes.map(({ kind }) => kind).join(', '));

test('the next kill of the workload, in a message of the same group: the old thread says so', async () => {
  const intake = await cancelled();
  await intake.see(posted(PODS.second));
  expect(await notes(intake)).toEqual(['cancelled, fired-again']);
  // And the one after it brings that line up to date.
  await intake.see(posted(PODS.first));
  expect(await notes(intake)).toEqual(['cancelled, fired-again']);
});

test('the repeat of the same alert: nothing', async () => {
  const intake = await cancelled();
  await intake.see(posted(PODS.first));
  expect(await notes(intake)).toEqual(['cancelled']);
});
