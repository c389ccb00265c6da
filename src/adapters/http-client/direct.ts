import type { IncomingMessage, RequestOptions } from 'node:http';
import { pipeline } from 'node:stream';
import { UnavailableError } from '../../foundation/errors.ts';
import { nodeHttp } from './node-http.ts';
import type { Received, Sent } from './received.ts';

/**
 * A request without a proxy, by Node's own client: undici, which a proxy needs, takes 110 modules to load. Redirects are
 * answers. Connections are kept for the next request. Only for requests that change nothing: one may be sent twice.
 */
export async function sendDirectly(sent: Sent): Promise<Received> {
  const response = await answerTo(sent).catch((error: unknown) => {
    // The server had closed a kept connection, and the request crossed with that.
    if (error instanceof StaleConnection) return answerTo(sent);
    throw error;
  });
  return received(response);
}

/** As {@link sendDirectly}, and never sent twice: what it changes may have been changed though no answer came. */
export async function sendOnce(sent: Sent): Promise<Received> {
  return received(await answerTo(sent));
}

async function received(response: IncomingMessage): Promise<Received> {
  const { headers } = response;
  return {
    status: response.statusCode ?? 0,
    header: (name) => headerText(headers[name]),
    headerNames: Object.keys(headers),
    body: await decoded(response),
  };
}

/** A kept connection ended before anything of an answer came. */
class StaleConnection extends Error {}

async function answerTo(sent: Sent): Promise<IncomingMessage> {
  const request = sent.url.protocol === 'https:' ? (await import('node:https')).request : nodeHttp.request;
  return new Promise((resolve, reject) => {
    const asked = request(sent.url, optionsOf(sent));
    asked.on('response', resolve);
    asked.on('error', (error: NodeJS.ErrnoException) => {
      const stale = asked.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(stale ? new StaleConnection(error.message, { cause: error }) : error);
    });
    asked.end(sent.body);
  });
}

function optionsOf({ method, headers, body, signal, tls }: Sent): RequestOptions {
  const length = body === undefined ? {} : { 'content-length': Buffer.byteLength(body) };
  const certificates =
    tls === undefined
      ? {}
      : { ...(tls.ca === undefined ? {} : { ca: tls.ca }), rejectUnauthorized: tls.insecure !== true };
  return {
    method,
    signal,
    headers: { accept: '*/*', 'user-agent': 'leakbot', 'accept-encoding': 'gzip, deflate', ...headers, ...length },
    ...certificates,
  };
}

async function decoded(response: IncomingMessage): Promise<AsyncIterable<Uint8Array>> {
  const encoding = response.headers['content-encoding']?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity' || encoding === '') return response;
  const { createBrotliDecompress, createUnzip } = await import('node:zlib');
  const decoders = { gzip: createUnzip, 'x-gzip': createUnzip, deflate: createUnzip, br: createBrotliDecompress };
  const decoder = decoders[encoding as keyof typeof decoders];
  if (decoder === undefined) {
    response.destroy();
    throw new UnavailableError(`the answer is encoded as ${encoding}, which was not asked for`, { retryable: false });
  }
  // Errors of either end what is read; the callback only keeps them from being thrown where no one listens.
  return pipeline(response, decoder(), () => undefined);
}

function headerText(value: string | readonly string[] | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : value.join(', ');
}
