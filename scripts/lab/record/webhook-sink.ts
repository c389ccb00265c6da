import { randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { text } from 'node:stream/consumers';
import { InternalError } from '../../../src/foundation/errors.ts';
import type { ReceivedWebhook } from './recording.ts';

export interface WebhookSink {
  readonly url: string;
  readonly token: string;
  received(): readonly ReceivedWebhook[];
  close(): Promise<void>;
}

/** Stands where Leakbot's webhook would: keeps what is posted with the right token. */
export async function startWebhookSink(): Promise<WebhookSink> {
  const token = randomBytes(16).toString('hex');
  const received: ReceivedWebhook[] = [];
  const server = createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end();
      return;
    }
    text(request).then(
      (body) => {
        received.push({ receivedAt: Date.now(), body: JSON.parse(body) });
        response.writeHead(202).end();
      },
      () => response.destroy(), // the sender hung up
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new InternalError('a TCP server has no port');
  return {
    url: `http://127.0.0.1:${address.port}/webhooks/alertmanager`,
    token,
    received: () => received,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
