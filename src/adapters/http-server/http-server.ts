import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AlertSender } from '../../alert/sender.ts';
import { explain, InvalidInputError } from '../../foundation/errors.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';
import { nodeHttp } from '../http-client/node-http.ts';
import { type Answer, write } from './answer.ts';
import { type WebhookOptions, webhook } from './webhook.ts';

export interface HttpServerOptions extends WebhookOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Each has the route it names. */
  readonly senders: readonly AlertSender[];
  /** Other routes, all `POST`, by path: where profiles are pushed. */
  readonly posts?: Readonly<Record<string, (request: IncomingMessage) => Promise<Answer>>> | undefined;
  /** What must hold to be ready; each answers with what is wrong, or undefined. `/readyz/<name>` asks for one of them. */
  readonly readiness: Readonly<Record<string, () => Promise<string | undefined>>>;
  /** What is shown beside it and keeps nothing from being ready: without a source alerts are taken all the same. */
  readonly notes?: Readonly<Record<string, () => string | undefined>> | undefined;
  /** The bot's own metrics as exposition text. */
  readonly metrics: () => Promise<{ readonly contentType: string; readonly text: string }>;
  readonly slackEvents?: ((request: IncomingMessage, response: ServerResponse) => void) | undefined;
}

export interface HttpServer {
  /** `http://127.0.0.1:8080` */
  readonly url: string;
  /** Takes no new requests; lets those under way finish, at most for the given time. */
  close(within?: Milliseconds): Promise<void>;
}

/** The routes by method and path; what they answer is data. */
type Routes = Readonly<Record<string, Readonly<Record<string, (request: IncomingMessage) => Promise<Answer>>>>>;

/** Webhooks, health, readiness, metrics, and Slack's events in HTTP mode. */
export async function startHttpServer(options: HttpServerOptions): Promise<HttpServer> {
  const routes: Routes = {
    ...Object.fromEntries(options.senders.map((sender) => [sender.path, { POST: webhook(sender, options) }])),
    ...Object.fromEntries(Object.entries(options.posts ?? {}).map(([path, handle]) => [path, { POST: handle }])),
    '/healthz': { GET: () => Promise.resolve({ status: 200, body: { status: 'alive' } }) },
    '/readyz': { GET: () => readiness(options) },
    // One check alone: where a load balancer must not turn alerts away because Slack is down, it asks for the store.
    ...Object.fromEntries(
      Object.entries(options.readiness).map(([name, check]) => [
        `/readyz/${name}`,
        { GET: () => readiness({ readiness: { [name]: check } }) },
      ]),
    ),
    '/metrics': { GET: async () => metricsAnswer(await options.metrics()) },
  };
  const server = nodeHttp.createServer(
    { requestTimeout: 30 * SECOND, headersTimeout: 10 * SECOND },
    (request, response) => {
      void respond(request, response, { routes, options });
    },
  );
  const port = await listen(server, options);
  const host = options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host;
  return { url: `http://${host}:${port}`, close: (within = 5 * SECOND) => close(server, within) };
}

const WEBHOOKS = '/webhooks/';

/** Whoever misspells the address of a webhook is shown those there are. */
function notThere(path: string, routes: Routes): string {
  const known = Object.keys(routes).filter((each) => each.startsWith(WEBHOOKS));
  return path.startsWith(WEBHOOKS) && known.length > 0
    ? `no such path: ${path}. There are ${known.join(', ')}; mappings of your own stand under webhooks in leakbot.yaml`
    : `no such path: ${path}`;
}

/** Never rejects, whatever was asked: an exception that leaves a request listener ends the process. */
async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { routes, options }: { routes: Routes; options: HttpServerOptions },
): Promise<void> {
  // Not `new URL`: it throws for `//`, which anyone may ask for.
  const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
  try {
    if (path === '/slack/events' && options.slackEvents !== undefined) {
      // Bolt throws for any other method, and its exception holds the whole request.
      if (request.method !== 'POST') return write(response, useOther(['POST']));
      return options.slackEvents(request, response);
    }
    const methods = Object.hasOwn(routes, path) ? routes[path] : undefined;
    if (methods === undefined) return write(response, { status: 404, body: { error: notThere(path, routes) } });
    const handle = methods[request.method ?? 'GET'];
    write(response, handle === undefined ? useOther(Object.keys(methods)) : await handle(request));
  } catch (error) {
    options.log.error({ path, error: explain(error) }, 'a request could not be answered');
    write(response, { status: 500, body: { error: 'Leakbot failed; its log says why' } });
  }
}

function useOther(methods: readonly string[]): Answer {
  const allow = methods.join(', ');
  return { status: 405, body: { error: `use ${allow}` }, headers: { allow } };
}

async function readiness({
  readiness: checks,
  notes = {},
}: Pick<HttpServerOptions, 'readiness' | 'notes'>): Promise<Answer> {
  const results = await Promise.all(
    Object.entries(checks).map(
      async ([name, check]): Promise<[string, string]> => [name, (await check().catch(explain)) ?? 'ok'],
    ),
  );
  const ready = results.every(([, result]) => result === 'ok');
  const beside = Object.entries(notes).map(([name, note]): [string, string] => [name, note() ?? 'ok']);
  return { status: ready ? 200 : 503, body: Object.fromEntries([...results, ...beside]) };
}

function metricsAnswer({ contentType, text }: { contentType: string; text: string }): Answer {
  return { status: 200, body: text, contentType };
}

function listen(server: Server, { host, port }: HttpServerOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken =
        error.code === 'EADDRINUSE'
          ? `port ${port} is taken: set LEAKBOT_PORT to a free one`
          : `cannot listen on ${host}:${port}`;
      reject(new InvalidInputError(taken, error.code === 'EADDRINUSE' ? {} : { cause: error }));
    });
    server.listen(port, host, () => resolve((server.address() as AddressInfo).port));
  });
}

function close(server: Server, within: Milliseconds): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), within);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}
