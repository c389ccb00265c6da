import type * as webApi from '@slack/web-api';
import type { OutboxStore, Parcel } from '../../investigation/outbox.ts';
import { called } from './call.ts';
import { beginUpload, fileState, sendBytes } from './upload.ts';

export interface SharedFile {
  readonly name: string;
  readonly title: string;
  readonly content: Uint8Array;
}

interface FilesDesk {
  readonly client: webApi.WebClient;
  readonly outbox: Pick<OutboxStore, 'sharing'>;
}

/**
 * Puts files into a thread as one message. A file message carries no metadata; its files' ids, stored before they are
 * shared, show whether an earlier try got through.
 */
export async function shareFiles(
  { client, outbox }: FilesDesk,
  parcel: Parcel,
  content: { readonly files: readonly SharedFile[]; readonly channel: string; readonly thread: string },
): Promise<void> {
  const earlier = await Promise.all(parcel.files.map((id) => fileState(client, id)));
  // One call shares them all: where one exists, all do.
  if (earlier.some((state) => state.kind !== 'absent')) return;
  const uploads = await Promise.all(
    content.files.map(async (file) => ({ file, slip: await beginUpload(client, file) })),
  );
  const ids = uploads.map(({ slip }) => slip.id);
  await outbox.sharing(parcel.id, ids);
  await Promise.all(uploads.map(({ file, slip }) => sendBytes(slip, file)));
  const [first, ...rest] = uploads.map(({ file, slip }) => ({ id: slip.id, title: file.title }));
  if (first === undefined) return;
  const completed = client.files.completeUploadExternal({
    files: [first, ...rest],
    channel_id: content.channel,
    thread_ts: content.thread,
  });
  await called('files.completeUploadExternal', completed);
}
