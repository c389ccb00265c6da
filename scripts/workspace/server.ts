import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { SocketMode } from './intake/socket-mode.ts';
import type { ExtraRoute } from './options.ts';

/** Listens on 127.0.0.1; the first route that does not answer false has answered. */
export async function listen(
  port: number,
  routes: readonly ExtraRoute[],
  sockets: SocketMode,
): Promise<{ readonly server: Server; readonly origin: string }> {
  const server = createServer((request, response) => {
    void answer(request, response, routes);
  });
  server.on('upgrade', (request, socket, head) => sockets.upgrade(request, socket, head));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const { port: taken } = server.address() as AddressInfo;
  return { server, origin: `http://127.0.0.1:${taken}` };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  routes: readonly ExtraRoute[],
): Promise<void> {
  try {
    const url = new URL(request.url ?? '/', 'http://localhost');
    for (const route of routes) if ((await route(request, response, url)) !== false) return;
    response.writeHead(404, { 'content-type': 'text/plain' }).end('not found');
  } catch (error) {
    // A fault of the workspace, not of who called it: show it where it happened.
    console.error(error);
    if (!response.headersSent) response.writeHead(500, { 'content-type': 'text/plain' });
    response.end(String(error));
  }
}

/** Stops listening and cuts what is still open: event streams and kept-alive connections. */
export function stop(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
