import type { ServerResponse } from 'node:http';

/** What a route answers, as data. */
export interface Answer {
  readonly status: number;
  readonly body: string | object;
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function write(response: ServerResponse, { status, body, contentType, headers }: Answer): void {
  if (response.headersSent) return;
  const text = typeof body === 'string' ? body : `${JSON.stringify(body)}\n`;
  const type = contentType ?? (typeof body === 'string' ? 'text/plain; charset=utf-8' : 'application/json');
  response.writeHead(status, { 'content-type': type, ...headers }).end(text);
}
