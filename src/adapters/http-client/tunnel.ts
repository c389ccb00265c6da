import type { Agent, ClientRequestArgs } from 'node:http';
import type { Duplex } from 'node:stream';
import { UnavailableError } from '../../foundation/errors.ts';
import { nodeHttp } from './node-http.ts';

interface Tunnel {
  /** `http://proxy:3128`, a user and password allowed. */
  readonly proxy: URL;
  readonly isExcepted: (host: string, port: number) => boolean;
}

type Connected = (error: Error | null, stream: Duplex) => void;

/** An agent for TLS connections through an HTTP proxy, for what does not ask for the global dispatcher: Socket Mode. */
export async function tunnelAgent({ proxy, isExcepted }: Tunnel): Promise<Agent> {
  const https = await import('node:https');
  const tls = await import('node:tls');
  class TunnelAgent extends https.Agent {
    override createConnection(options: ClientRequestArgs, connected: Connected): Duplex | null | undefined {
      const host = options.host ?? '';
      const port = Number(options.port ?? 443);
      if (isExcepted(host, port)) return super.createConnection(options, connected);
      throughProxy(proxy, `${host}:${port}`).then(
        (socket) => connected(null, tls.connect({ ...(options as object), socket, servername: host })),
        // A connection that failed has no stream.
        (error: Error) => connected(error, undefined as unknown as Duplex),
      );
      return undefined;
    }
  }
  return new TunnelAgent();
}

/** A connection to an address as the proxy made it. */
async function throughProxy(proxy: URL, address: string): Promise<Duplex> {
  const { request } = proxy.protocol === 'https:' ? await import('node:https') : nodeHttp;
  const { username, password, hostname, port, protocol } = proxy;
  const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  const headers = {
    host: address,
    ...(username === '' ? {} : { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }),
  };
  return new Promise((resolve, reject) => {
    const asked = request({ protocol, hostname, port, method: 'CONNECT', path: address, headers, agent: false });
    asked.once('connect', ({ statusCode = 0 }, socket) => {
      if (statusCode === 200) return resolve(socket);
      socket.destroy();
      reject(new UnavailableError(`the proxy answered ${statusCode} when asked for ${address}`, { retryable: true }));
    });
    asked.once('error', reject);
    asked.end();
  });
}
