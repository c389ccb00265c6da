import { createServer } from 'node:net';
import { boundedGet } from '../adapters/http-client/bounded-get.ts';
import type { BotSettings } from '../config/settings.ts';
import { type Check, fault, ok } from '../foundation/check.ts';
import { SECOND } from '../measurement/duration.ts';

/** Whether the bot can listen where the settings say, or does already. Nothing stays open. */
export async function checkPort({ host, port }: Pick<BotSettings['http'], 'host' | 'port'>): Promise<Check> {
  if (port === 0) return ok('webhooks are taken at any free port');
  const code = await listening(host, port);
  if (code === undefined) return ok(`port ${port} is free for webhooks`);
  if (code === 'EADDRINUSE') {
    const mine = await isLeakbot(host, port);
    return mine
      ? ok(`a Leakbot that runs takes webhooks at port ${port}`)
      : fault(`port ${port} is taken by another program`, 'Set LEAKBOT_PORT to a free one.');
  }
  if (code === 'EACCES') return fault(`port ${port} needs more rights`, 'Set LEAKBOT_PORT to one above 1023.');
  return fault(`cannot listen on ${host}:${port} (${code})`, 'Set LEAKBOT_HOST to an address of this machine.');
}

/** The code of what keeps a server from listening, undefined when it can. */
function listening(host: string, port: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once('error', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message));
    server.listen({ host, port }, () => server.close(() => resolve(undefined)));
  });
}

async function isLeakbot(host: string, port: number): Promise<boolean> {
  const reached = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  const url = new URL(`http://${reached.includes(':') ? `[${reached}]` : reached}:${port}/metrics`);
  const answer = await boundedGet({ url, timeout: 3 * SECOND, maxBytes: 1_000_000 });
  return answer.kind === 'answer' && answer.body.includes('leakbot_outbox_pending');
}
