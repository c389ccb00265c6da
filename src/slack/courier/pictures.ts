import { webApi } from '@slack/bolt';
import type { ImageBlock, KnownBlock } from '@slack/types';
import { UnavailableError } from '../../foundation/errors.ts';
import type { OutboxStore } from '../../investigation/outbox.ts';
import type { PictureRef } from '../../investigation/state/investigation.ts';
import type { InvestigationStore } from '../../investigation/store.ts';
import { LIMITS } from '../blocks/limits.ts';
import { section } from '../blocks/message.ts';
import { clip, escapeText, link } from '../text.ts';
import { PictureTrouble } from './picture-trouble.ts';
import { mendedByPeople } from './problem.ts';
import { beginUpload, type FileState, fileState, sendBytes } from './upload.ts';

export interface PictureDesk {
  readonly client: webApi.WebClient;
  readonly outbox: OutboxStore;
  readonly store: InvestigationStore;
}

/** Longest description that an upload takes; the block's own may be longer. */
const UPLOAD_ALT_TEXT = 1000;

/**
 * The image block of a picture: uploaded once, then waited for, since a block that names a file before Slack has looked
 * at it is refused. Undefined when the picture is no longer stored. Throws PictureTrouble.
 */
export async function imageBlock(desk: PictureDesk, picture: PictureRef): Promise<ImageBlock | undefined> {
  const png = await desk.store.loadPicture(picture.key);
  if (png === undefined) return undefined;
  const { id, state } = await uploaded(desk, picture, png).catch((error: unknown) => {
    throw concernsThePicture(error) ? new PictureTrouble('it cannot be uploaded', { weight: 3, cause: error }) : error;
  });
  if (state.kind !== 'ready') throw new PictureTrouble(`Slack has not looked at file ${id} yet`, { weight: 1 });
  return { type: 'image', slack_file: { id }, alt_text: clip(picture.alt, LIMITS.altText) };
}

/** What stands for a picture that does not get through: its finding, and its file where there is one. */
export async function pictureInWords({ client, outbox }: PictureDesk, picture: PictureRef): Promise<KnownBlock> {
  const id = await outbox.fileOf(picture.key);
  const state = id === undefined ? undefined : await fileState(client, id).catch(() => undefined);
  const address = state === undefined || state.kind === 'absent' ? undefined : state.permalink;
  const where = address === undefined ? '' : ` · ${link(address, picture.title)}`;
  return section(`_${escapeText(picture.alt)}_${where}`);
}

async function uploaded(
  { client, outbox }: PictureDesk,
  picture: PictureRef,
  content: Uint8Array,
): Promise<{ readonly id: string; readonly state: FileState }> {
  const known = await outbox.fileOf(picture.key);
  if (known !== undefined) {
    const state = await fileState(client, known);
    if (state.kind !== 'absent') return { id: known, state };
  }
  const upload = { name: picture.fileName, content, altText: clip(picture.alt, UPLOAD_ALT_TEXT) };
  const slip = await beginUpload(client, upload);
  // Stored before the file exists: killed from here on, the next try asks Slack whether it does.
  await outbox.uploading(picture.key, slip.id);
  await sendBytes(slip, upload);
  await client.files.completeUploadExternal({ files: [{ id: slip.id, title: picture.title }] });
  return { id: slip.id, state: await fileState(client, slip.id) };
}

/** Slack away or a token that is void concern every message; what Slack says about a file, or its upload host, only this. */
function concernsThePicture(error: unknown): boolean {
  if (error instanceof UnavailableError) return true;
  if (!(error instanceof webApi.WebAPIPlatformError)) return false;
  return error.data.error === 'missing_scope' || mendedByPeople(error.data.error) === undefined;
}
