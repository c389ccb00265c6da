import type { Received, Sent } from './received.ts';

/** A request by undici, which takes what `useProxy` made of the process's dispatcher. */
export async function sendThroughProxy({ url, method, headers, body, signal }: Sent): Promise<Received> {
  const { fetch } = await import('undici');
  const response = await fetch(url, {
    method,
    headers: { ...headers },
    redirect: 'manual',
    signal,
    ...(body === undefined ? {} : { body }),
  });
  return {
    status: response.status,
    header: (name) => response.headers.get(name) ?? undefined,
    headerNames: [...response.headers.keys()],
    body: response.body ?? emptyBody(),
  };
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}
