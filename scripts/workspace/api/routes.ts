import type { IncomingMessage, ServerResponse } from 'node:http';
import type { FaultKind, Faults } from '../faults.ts';
import { asPayload, type Payload, parseJson } from '../payload.ts';
import type { ResponseUrls } from '../response-urls.ts';
import type { Desk } from './desk.ts';
import { dispatch, type Tokens } from './dispatch.ts';
import { incomingWebhook } from './incoming-webhook.ts';
import { Refusal, rateLimited } from './refusal.ts';
import { readBody, readCall, readUpload } from './request.ts';

/** A call as it was answered, for tests and for people who wonder. */
export interface CallRecord {
  readonly method: string;
  readonly args: Payload;
  readonly answer: Payload;
  readonly status: number;
  readonly at: number;
}

export interface ApiRoutes {
  readonly desk: Desk;
  readonly tokens: Tokens;
  readonly faults: Faults;
  readonly responseUrls: ResponseUrls;
  readonly calls: CallRecord[];
}

interface Answer {
  readonly status: number;
  readonly body: Payload;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Serves the Web API, uploads, private files and response URLs; false when the path is none of them. */
export async function serveApi(
  api: ApiRoutes,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<boolean> {
  const [, area, ...rest] = url.pathname.split('/');
  const last = rest.at(-1) ?? '';
  if (area === 'api') await serveMethod(api, request, response, url);
  else if (area === 'services' && request.method === 'POST') await serveWebhook(api, request, response, url);
  else if (area === 'upload' && request.method === 'POST') await serveUpload(api, last, request, response);
  else if (area === 'response' && request.method === 'POST') await serveResponseUrl(api, last, request, response);
  else if (area === 'files-pri') servePrivateFile(api, rest[0] ?? '', request, response);
  else return false;
  return true;
}

async function slowly({ first, ms }: FaultKind & { readonly kind: 'slow' }): Promise<void> {
  await first?.();
  await new Promise((resolve) => setTimeout(resolve, ms));
}

async function serveMethod(
  api: ApiRoutes,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const method = url.pathname.slice('/api/'.length);
  const fault = api.faults.next(method);
  if (fault?.kind === 'refused-connection') return cut(request, fault);
  if (fault?.kind === 'slow') await slowly(fault);
  api.desk.files.settle();
  let args: Payload = {};
  const answer = await answering(async () => {
    const call = await readCall(request, url);
    args = call.args.all();
    strike(fault);
    return dispatch(method, { ...call, tokens: api.tokens }, api.desk);
  });
  api.calls.push({ method, args, answer: answer.body, status: answer.status, at: api.desk.state.clock.now() });
  api.desk.state.changed({ kind: 'call', method });
  if (fault?.kind === 'lost-answer') return cut(request, fault);
  const scopes = [...api.desk.state.manifest.scopes].join(',');
  sendJson(response, { ...answer, headers: { ...answer.headers, 'x-oauth-scopes': scopes } });
}

/** Refusals become answers; anything else is a fault of the workspace itself and says so. */
async function answering(perform: () => Promise<Payload>): Promise<Answer> {
  try {
    return { status: 200, body: { ok: true, ...(await perform()) } };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { status: error.status, body: { ok: false, error: error.code, ...error.details }, headers: error.headers };
  }
}

async function cut(request: IncomingMessage, fault: { readonly first?: () => unknown }): Promise<void> {
  await fault.first?.();
  request.socket.destroy();
}

function strike(fault: FaultKind | undefined): void {
  if (fault?.kind === 'error') throw new Refusal(fault.error);
  if (fault?.kind === 'rate-limited') throw rateLimited(fault.seconds);
  if (fault?.kind === 'status') throw new Refusal('internal_error', { status: fault.status });
}

async function serveUpload(
  api: ApiRoutes,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const fault = api.faults.next('upload');
  if (fault?.kind === 'refused-connection') return cut(request, fault);
  const bytes = await readUpload(request);
  const wrong = fault?.kind === 'status' ? 'storage failed' : api.desk.files.receive(id, bytes);
  if (fault?.kind === 'lost-answer') return cut(request, fault);
  response.writeHead(fault?.kind === 'status' ? fault.status : wrong === undefined ? 200 : 400, {
    'content-type': 'text/plain',
  });
  response.end(wrong ?? `OK - ${bytes.length}`);
}

async function serveWebhook(
  { desk }: ApiRoutes,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const { status, text, headers } = await incomingWebhook(request, url.pathname, desk);
  response.writeHead(status, { ...headers, 'content-type': 'text/html; charset=utf-8' }).end(text);
}

async function serveResponseUrl(
  api: ApiRoutes,
  id: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const fault = api.faults.next('response_url');
  const answer = await answering(async () => {
    const body = asPayload(parseJson((await readBody(request)).toString()));
    strike(fault);
    api.responseUrls.post(id, body);
    return {};
  });
  if (fault?.kind === 'lost-answer') return cut(request, fault);
  sendJson(response, answer);
}

/** `url_private` wants the bot's token, as in Slack. */
function servePrivateFile(api: ApiRoutes, reference: string, request: IncomingMessage, response: ServerResponse): void {
  const file = api.desk.state.files.get(reference.split('-').at(-1) ?? '');
  if (request.headers.authorization !== `Bearer ${api.tokens.bot}`) return void response.writeHead(403).end();
  if (file?.bytes === undefined) return void response.writeHead(404).end();
  response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(file.bytes);
}

function sendJson(response: ServerResponse, answer: Answer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(answer.body));
}
