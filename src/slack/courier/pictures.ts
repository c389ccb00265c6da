import type { ImageBlock, KnownBlock } from '@slack/types';
import * as webApi from '@slack/web-api';
import { UnavailableError } from '../../foundation/errors.ts';
import type { OutboxStore } from '../../investigation/outbox.ts';
import type { PictureRef } from '../../investigation/state/investigation.ts';
import type { InvestigationStore } from '../../investigation/store.ts';
import { LIMITS } from '../blocks/limits.ts';
import { section } from '../blocks/message.ts';
import { escapeText, link, plainLine } from '../text.ts';
import { called } from './call.ts';
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

/** As many as many threads show; one that is forgotten is asked about again. */
const MOST_REMEMBERED = 1000;

/**
 * The pictures of messages: uploaded once, then waited for, since a block that names a file before Slack has looked at it
 * is refused. What is ready is remembered, so that a message that waits for its turn asks Slack nothing more.
 */
export class Pictures {
  readonly #desk: PictureDesk;
  /** Slack's ids of the files that blocks may name, by picture. */
  readonly #ready = new Map<string, string>();

  constructor(desk: PictureDesk) {
    this.#desk = desk;
  }

  /** Which of these no block may name yet, as far as is known without asking Slack. */
  async missing(pictures: readonly PictureRef[]): Promise<readonly PictureRef[]> {
    const missing: PictureRef[] = [];
    for (const picture of pictures) if ((await this.#readyFile(picture)) === undefined) missing.push(picture);
    return missing;
  }

  /** Uploads a picture unless it is there already. Resolves once blocks may name it; throws PictureTrouble. */
  async prepare(picture: PictureRef): Promise<void> {
    const file = await this.#desk.outbox.fileOf(picture.key);
    const { id, state } = await this.#uploaded(picture, file).catch((error: unknown) => {
      throw concernsThePicture(error)
        ? new PictureTrouble('it cannot be uploaded', { weight: 'unusable', cause: error })
        : error;
    });
    if (state.kind !== 'ready')
      throw new PictureTrouble(`Slack has not looked at file ${id} yet`, { weight: 'not-ready' });
    this.#remember(picture.key, id);
  }

  /** The image block of a picture that is ready. */
  async block(picture: PictureRef): Promise<ImageBlock | undefined> {
    const id = await this.#readyFile(picture);
    return id === undefined
      ? undefined
      : { type: 'image', slack_file: { id }, alt_text: plainLine(picture.alt, LIMITS.altText) };
  }

  /** A picture that is drawn again has another file. */
  async #readyFile({ key }: PictureRef): Promise<string | undefined> {
    const file = await this.#desk.outbox.fileOf(key);
    return file !== undefined && this.#ready.get(key) === file ? file : undefined;
  }

  /** What stands for a picture that does not get through: its finding, and its file where there is one. */
  async inWords(picture: PictureRef): Promise<KnownBlock> {
    const { client, outbox } = this.#desk;
    const id = await outbox.fileOf(picture.key);
    const state = id === undefined ? undefined : await fileState(client, id).catch(() => undefined);
    const address = state === undefined || state.kind === 'absent' ? undefined : state.permalink;
    const where = address === undefined ? '' : ` · ${link(address, picture.title)}`;
    return section(`_${escapeText(picture.alt)}_${where}`);
  }

  /** Slack refused a block that names one of these: they are asked about again. */
  doubt(pictures: readonly PictureRef[]): void {
    for (const { key } of pictures) this.#ready.delete(key);
  }

  async #uploaded(
    picture: PictureRef,
    known: string | undefined,
  ): Promise<{ readonly id: string; readonly state: FileState }> {
    const { client, outbox, store } = this.#desk;
    if (known !== undefined) {
      const state = await fileState(client, known);
      if (state.kind !== 'absent') return { id: known, state };
    }
    const content = await store.loadPicture(picture.key);
    if (content === undefined) throw new PictureTrouble('it is no longer stored', { weight: 'unusable' });
    const upload = { name: picture.fileName, content, altText: plainLine(picture.alt, UPLOAD_ALT_TEXT) };
    const slip = await beginUpload(client, upload);
    // Stored before the file exists: killed from here on, the next try asks Slack whether it does.
    await outbox.uploading(picture.key, slip.id);
    await sendBytes(slip, upload);
    const completed = client.files.completeUploadExternal({ files: [{ id: slip.id, title: picture.title }] });
    await called('files.completeUploadExternal', completed);
    return { id: slip.id, state: await fileState(client, slip.id) };
  }

  #remember(picture: string, file: string): void {
    this.#ready.delete(picture);
    this.#ready.set(picture, file);
    const [oldest] = this.#ready.keys();
    if (this.#ready.size > MOST_REMEMBERED && oldest !== undefined) this.#ready.delete(oldest);
  }
}

/** Slack being unreachable or a void token concern every message; what Slack says about a file, or its upload host, only this. */
function concernsThePicture(error: unknown): boolean {
  if (error instanceof UnavailableError) return true;
  if (!(error instanceof webApi.WebAPIPlatformError)) return false;
  return error.data.error === 'missing_scope' || mendedByPeople(error.data.error) === undefined;
}
