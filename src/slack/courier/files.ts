import type { webApi } from '@slack/bolt';

export interface SharedFile {
  readonly name: string;
  readonly title: string;
  readonly content: Uint8Array;
}

/** Puts files into a thread as one message. */
export async function shareFiles(
  client: webApi.WebClient,
  files: readonly SharedFile[],
  place: { readonly channel: string; readonly thread: string },
): Promise<void> {
  await client.files.uploadV2({
    channel_id: place.channel,
    thread_ts: place.thread,
    file_uploads: files.map(({ name, title, content }) => ({ file: Buffer.from(content), filename: name, title })),
  });
}
