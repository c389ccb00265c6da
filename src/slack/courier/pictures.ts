import { setTimeout as sleep } from 'node:timers/promises';
import type { webApi } from '@slack/bolt';
import type { ImageBlock } from '@slack/types';
import { UnavailableError } from '../../foundation/errors.ts';
import type { PictureRef } from '../../investigation/investigation.ts';
import type { OutboxStore } from '../../investigation/outbox.ts';
import type { InvestigationStore } from '../../investigation/store.ts';
import { LIMITS } from '../blocks/limits.ts';
import { clip } from '../text.ts';

export interface PictureDesk {
  readonly client: webApi.WebClient;
  readonly outbox: OutboxStore;
  readonly store: InvestigationStore;
}

/** How long one delivery waits for Slack to look at a file, before the parcel goes to the end of the queue. */
const PATIENCE = { tries: 20, every: 250 };

/** The image block of a picture: uploaded once, then waited for until Slack knows what it is. */
export async function imageBlock(desk: PictureDesk, picture: PictureRef): Promise<ImageBlock | undefined> {
  const png = await desk.store.loadPicture(picture.key);
  if (png === undefined) return undefined;
  const fileId = (await desk.outbox.fileOf(picture.key)) ?? (await upload(desk, picture, png));
  await untilReady(desk.client, fileId);
  return { type: 'image', slack_file: { id: fileId }, alt_text: clip(picture.alt, LIMITS.altText) };
}

async function upload(desk: PictureDesk, picture: PictureRef, png: Uint8Array): Promise<string> {
  const answer = await desk.client.files.uploadV2({
    file: Buffer.from(png),
    filename: picture.fileName,
    title: picture.title,
    alt_text: clip(picture.alt, LIMITS.altText),
  });
  const { files } = answer as { files?: readonly { files?: readonly { id?: string }[] }[] };
  const id = files?.[0]?.files?.[0]?.id;
  if (id === undefined) throw new UnavailableError('Slack took the picture but named no file', { retryable: true });
  await desk.outbox.uploaded(picture.key, id);
  return id;
}

/** A block that names a file before Slack has looked at it is refused as `invalid slack file`. */
async function untilReady(client: webApi.WebClient, file: string): Promise<void> {
  for (let attempt = 0; attempt < PATIENCE.tries; attempt++) {
    const info = await client.files.info({ file });
    if (info.file?.mimetype !== undefined && info.file.mimetype !== '') return;
    await sleep(PATIENCE.every);
  }
  throw new UnavailableError(`Slack has not looked at file ${file} yet`, { retryable: true });
}
