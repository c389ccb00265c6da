import { describe, expect, it } from 'vitest';
import { aClient, aClock, aPicture, aWorkspace, faultsOf, refusal } from './a-workspace.ts';

const slackFile = (id: string) => [{ type: 'image', slack_file: { id }, alt_text: 'RSS grew 300 → 900 MiB' }];

describe('files', () => {
  it('are usable only once they are processed', async () => {
    const clock = aClock();
    const workspace = await aWorkspace({ clock, fileDelayMs: 800 });
    const client = aClient(workspace);
    const uploaded = await client.filesUploadV2({ file: aPicture(), filename: '01-rss.png', title: 'RSS' });
    const id = uploaded.files[0]?.files?.[0]?.id ?? '';
    const post = () => client.chat.postMessage({ channel: 'C0ALERTS', text: 'Yes', blocks: slackFile(id) });

    expect((await client.files.info({ file: id })).file).toMatchObject({ mimetype: '', title: 'RSS' });
    expect(await faultsOf(post())).toEqual([
      '[ERROR] invalid slack file [json-pointer:/blocks/0/slack_file.id/slack_file]',
    ]);
    clock.advance(1000);
    expect((await client.files.info({ file: id })).file).toMatchObject({
      mimetype: 'image/png',
      original_w: 4,
      original_h: 3,
    });
    expect(await refusal(post())).toBe('ok');
  });

  it('appear in the thread after the delay, when they are shared', async () => {
    const clock = aClock();
    const workspace = await aWorkspace({ clock, fileDelayMs: 800 });
    const client = aClient(workspace);
    const parent = workspace.as('dana').post('alerts', 'help');
    const share = { channel_id: 'C0ALERTS', thread_ts: parent.ts, initial_comment: 'the pair' };
    await client.filesUploadV2({ ...share, file: Buffer.from('profile'), filename: 'base.pb.gz' });
    await client.chat.postMessage({ channel: 'C0ALERTS', thread_ts: parent.ts, text: 'overtakes' });
    clock.advance(800);
    const texts = workspace.thread({ channel: 'alerts', ts: parent.ts }).map(({ text }) => text);
    expect(texts).toEqual(['help', 'overtakes', 'the pair']);
    const id = workspace.files()[0]?.id ?? '';
    expect((await client.files.info({ file: id })).file?.shares?.public?.['C0ALERTS']?.[0]).toMatchObject({
      thread_ts: parent.ts,
    });
  });

  it('stand in a message only when they are a png, jpg or gif', async () => {
    const workspace = await aWorkspace();
    const client = aClient(workspace);
    const { files } = await client.filesUploadV2({ file: Buffer.from('<svg/>'), filename: 'chart.svg' });
    const id = files[0]?.files?.[0]?.id ?? '';
    const post = client.chat.postMessage({ channel: 'C0ALERTS', text: 'x', blocks: slackFile(id) });
    expect(await refusal(post)).toBe('invalid_blocks');
  });

  it('are refused when the bytes are not as many as announced', async () => {
    const workspace = await aWorkspace();
    const client = aClient(workspace);
    const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
      filename: 'a.png',
      length: 5,
    });
    expect((await fetch(url, { method: 'POST', body: 'four' })).status).toBe(400);
    expect(await refusal(client.files.completeUploadExternal({ files: [{ id }] }))).toBe('file_not_found');
    expect((await fetch(url, { method: 'POST', body: 'five!' })).status).toBe(200);
    expect(await refusal(client.files.completeUploadExternal({ files: [{ id }] }))).toBe('ok');
  });

  it('are private to who has the token, and can be deleted', async () => {
    const workspace = await aWorkspace();
    const client = aClient(workspace);
    const { files } = await client.filesUploadV2({ file: aPicture(), filename: 'a.png' });
    const id = files[0]?.files?.[0]?.id ?? '';
    const url = (await client.files.info({ file: id })).file?.url_private ?? '';
    expect((await fetch(url)).status).toBe(403);
    const headers = { authorization: `Bearer ${workspace.botToken}` };
    expect(Buffer.from(await (await fetch(url, { headers })).arrayBuffer())).toEqual(aPicture());
    await client.files.delete({ file: id });
    expect(await refusal(client.files.info({ file: id }))).toBe('file_not_found');
  });
});
