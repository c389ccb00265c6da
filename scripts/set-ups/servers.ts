import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback that answers as a wrong one would. */
export interface WrongServer {
  /** `http://127.0.0.1:…`, without a slash at the end. */
  readonly url: string;
  readonly port: number;
  close(): Promise<void>;
}

/** Answers every request with one status and body. */
export function answering(status: number, body: string, contentType = 'text/plain'): RequestListener {
  return (_, response) => {
    response.writeHead(status, { 'content-type': contentType }).end(body);
  };
}

export const LOGIN_PAGE = answering(200, '<!doctype html><title>Sign in</title>', 'text/html');

/** Prometheus that knows nothing: every query has an empty result. */
export const EMPTY_PROMETHEUS: RequestListener = (request, response) => {
  const path = new URL(request.url ?? '/', 'http://prometheus').pathname;
  const data = /query/.test(path)
    ? { resultType: path.endsWith('query_range') ? 'matrix' : 'vector', result: [] }
    : path.endsWith('targets')
      ? { activeTargets: [], droppedTargets: [] }
      : path.endsWith('buildinfo')
        ? { version: '3.14.0' }
        : [];
  answering(200, JSON.stringify({ status: 'success', data }), 'application/json')(request, response);
};

export async function serve(listener: RequestListener): Promise<WrongServer> {
  const server = createServer(listener);
  const port = await listening(server);
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function listening(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}
