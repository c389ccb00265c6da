import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { explain } from '../../src/foundation/errors.ts';

/** Between Alertmanager and Leakbot: refuses what comes until it is opened, so that Alertmanager tries again. */
export interface Gate {
  readonly url: string;
  /** Hands everything on to that address from now on. */
  open(address: string): void;
  close(): Promise<void>;
}

/**
 * In production a rule's window of an hour lets a leak show itself before someone is called. The lab's windows are a
 * minute long, so the gate keeps the alert back instead.
 */
export async function startGate(): Promise<Gate> {
  let onward: string | undefined;
  const server = createServer((request, response) => {
    handOn(request, onward).then(
      ({ status, text }) => response.writeHead(status).end(text),
      (error: unknown) => response.writeHead(502).end(explain(error)),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/webhooks/alertmanager`,
    open: (address) => {
      onward = address;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function handOn(
  request: IncomingMessage,
  onward: string | undefined,
): Promise<{ readonly status: number; readonly text: string }> {
  const body: Buffer[] = [];
  for await (const chunk of request) body.push(chunk as Buffer);
  if (onward === undefined) return { status: 503, text: 'not yet' };
  const { authorization = '', 'content-type': type = '' } = request.headers;
  const headers = { authorization, 'content-type': type };
  const answer = await fetch(onward, { method: 'POST', headers, body: Buffer.concat(body) });
  return { status: answer.status, text: await answer.text() };
}
