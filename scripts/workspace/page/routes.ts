import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { readBody } from '../api/request.ts';
import { asPayload, parseJson } from '../payload.ts';
import type { Person } from '../people/person.ts';
import { fileKind } from '../picture-facts.ts';
import { act } from './acts.ts';
import { namesOf, type Surroundings } from './blocks.ts';
import { channelFrames, type Frame, frameOf, homeFrame, viewFrame } from './frames.ts';
import { renderShell } from './shell.ts';

export interface Page {
  readonly around: Omit<Surroundings, 'names'>;
  readonly person: (reference: string) => Person;
  readonly connections: () => number;
  readonly banner: () => string;
}

const types: Readonly<Record<string, string>> = { css: 'text/css', js: 'text/javascript' };

/** Serves the page, its live updates and what people do on it; false when the path is none of them. */
export async function servePage(
  page: Page,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const around: Surroundings = { ...page.around, names: namesOf(page.around.state) };
  page.around.files.settle();
  const viewer = url.searchParams.get('user') ?? '';
  const [, area = '', what = '', name = ''] = url.pathname.split('/');
  if (area === '' || area === 'archives') {
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    response.end(renderShell(around.state, page.banner()).markup);
    return true;
  }
  if (area === 'files') return sendFile(name, around, response);
  if (area !== 'page') return false;
  switch (what) {
    case 'assets':
      return sendAsset(name, response);
    case 'file':
      return sendFile(name, around, response);
    case 'channel':
      return sendJson(response, channelFrames(name, viewer, around));
    case 'events':
      return stream(page, viewer, around, response);
    case 'act':
      return sendJson(response, await act(asPayload(parseJson((await readBody(request)).toString())), page.person));
    default:
      return false;
  }
}

async function sendAsset(name: string, response: ServerResponse): Promise<boolean> {
  const type = types[name.split('.').at(-1) ?? ''];
  if (type === undefined || !/^[a-z-]+\.(js|css)$/.test(name)) return false;
  const bytes = await readFile(new URL(`assets/${name}`, import.meta.url));
  response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-cache' }).end(bytes);
  return true;
}

function sendFile(id: string, around: Surroundings, response: ServerResponse): boolean {
  const file = around.state.files.get(id);
  if (file?.bytes === undefined) return false;
  response.writeHead(200, {
    'content-type': fileKind(file).mimetype,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(file.bytes);
  return true;
}

function sendJson(response: ServerResponse, body: unknown): boolean {
  response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(body));
  return true;
}

/** Server-sent events: what changes, drawn for one person, until the page goes away. */
function stream(page: Page, viewer: string, around: Surroundings, response: ServerResponse): boolean {
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
  const send = (frame: Frame | undefined) => {
    if (frame !== undefined) response.write(`data: ${JSON.stringify(frame)}\n\n`);
  };
  // A change is announced while it is being made; look once it is complete.
  const unsubscribe = around.state.subscribe((change) =>
    setImmediate(() => send(frameOf(change, viewer, around, page.connections))),
  );
  response.on('close', unsubscribe);
  send({ kind: 'connection', count: page.connections() });
  send(viewFrame(viewer, around));
  send(homeFrame(viewer, around));
  return true;
}
