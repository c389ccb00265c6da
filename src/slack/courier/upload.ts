import * as webApi from '@slack/web-api';
import { explain, UnavailableError } from '../../foundation/errors.ts';
import { SECOND } from '../../measurement/duration.ts';
import { called } from './call.ts';

/** A file on its way into Slack. */
export interface Upload {
  readonly name: string;
  readonly content: Uint8Array;
  /** For those who cannot see a picture; Slack takes 1000 characters here. */
  readonly altText?: string | undefined;
}

/** Where a file is to be uploaded; it does not exist before the upload is completed. */
export interface UploadSlip {
  readonly id: string;
  readonly url: string;
}

export type FileState =
  /** Slack has looked at it: blocks may name it. */
  | { readonly kind: 'ready'; readonly permalink: string | undefined }
  | { readonly kind: 'processing'; readonly permalink: string | undefined }
  /** Never completed, or deleted. */
  | { readonly kind: 'absent' };

/** An upload that takes longer is tried again. */
const TIMEOUT = 15 * SECOND;

/** Asks for the place of an upload: an id that can be stored before there is a file. */
export async function beginUpload(client: webApi.WebClient, { name, content, altText }: Upload): Promise<UploadSlip> {
  const place = client.files.getUploadURLExternal({
    filename: name,
    length: content.byteLength,
    ...(altText === undefined ? {} : { alt_txt: altText }),
  });
  const answer = await called('files.getUploadURLExternal', place);
  const { file_id: id, upload_url: url } = answer;
  if (id === undefined || url === undefined) {
    throw new UnavailableError(`Slack named no place to upload ${name} to`, { retryable: true });
  }
  return { id, url };
}

/** Sends the bytes. Throws UnavailableError: uploads go to another host, which a proxy may refuse. */
export async function sendBytes({ url }: UploadSlip, { name, content }: Upload): Promise<void> {
  const body = Buffer.from(content);
  let why: string;
  try {
    const response = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(TIMEOUT) });
    if (response.ok) return void (await response.arrayBuffer());
    why = `${response.status} ${await response.text()}`;
  } catch (error) {
    throw new UnavailableError(`cannot upload ${name} to ${new URL(url).host}: ${explain(error)}`, {
      retryable: true,
      cause: error,
    });
  }
  throw new UnavailableError(`cannot upload ${name} to ${new URL(url).host}: ${why}`, { retryable: true });
}

/** Whether a file exists, and whether it can be shown. */
export async function fileState(client: webApi.WebClient, file: string): Promise<FileState> {
  try {
    const { file: info } = await called('files.info', client.files.info({ file }));
    const ready = info?.mimetype !== undefined && info.mimetype !== '';
    return { kind: ready ? 'ready' : 'processing', permalink: info?.permalink };
  } catch (error) {
    const code = error instanceof webApi.WebAPIPlatformError ? error.data.error : undefined;
    if (code === 'file_not_found' || code === 'file_deleted') return { kind: 'absent' };
    throw error;
  }
}
