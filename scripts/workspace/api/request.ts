import type { IncomingMessage } from 'node:http';
import { asPayload, type Payload, parseJson } from '../payload.ts';
import { Arguments } from './arguments.ts';
import { Refusal } from './refusal.ts';

const mostBytes = 64 * 1024 * 1024;

/** The whole body; refused above 64 MiB. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const part: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
    size += part.length;
    if (size > mostBytes) throw new Refusal('request_too_large', { status: 413 });
    chunks.push(part);
  }
  return Buffer.concat(chunks);
}

/** The arguments from query, form, multipart or JSON, and the token from the header or among them. */
export async function readCall(
  request: IncomingMessage,
  url: URL,
): Promise<{ readonly args: Arguments; readonly token: string }> {
  const body = await readBody(request);
  const given = {
    ...Object.fromEntries(url.searchParams),
    ...(await parse(body, request.headers['content-type'] ?? '')),
  };
  const { token, ...rest } = given;
  const header = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  return { args: new Arguments(rest), token: header ?? (typeof token === 'string' ? token : '') };
}

async function parse(body: Buffer, type: string): Promise<Payload> {
  if (body.length === 0) return {};
  if (type.startsWith('application/json')) {
    const json = parseJson(body.toString());
    if (json === undefined) throw new Refusal('invalid_json');
    return asPayload(json);
  }
  if (type.startsWith('application/x-www-form-urlencoded'))
    return Object.fromEntries(new URLSearchParams(body.toString()));
  if (type.startsWith('multipart/form-data')) return Object.fromEntries(await formOf(body, type));
  throw new Refusal('invalid_post_type');
}

function formOf(body: Buffer, type: string): Promise<FormData> {
  return new Response(new Uint8Array(body), { headers: { 'content-type': type } }).formData();
}

/** The bytes of an upload, posted bare or as the file of a form. */
export async function readUpload(request: IncomingMessage): Promise<Buffer> {
  const body = await readBody(request);
  const type = request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/form-data')) return body;
  for (const value of (await formOf(body, type)).values())
    if (typeof value !== 'string') return Buffer.from(await value.arrayBuffer());
  return Buffer.alloc(0);
}
