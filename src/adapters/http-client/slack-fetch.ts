import { text } from 'node:stream/consumers';
import { InternalError } from '../../foundation/errors.ts';
import { sendOnce } from './direct.ts';

interface Init {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
}

/**
 * As much of `fetch` as Slack's client uses, by Node's own HTTP client: the process's `fetch` takes 17 MiB of an idle bot
 * (Node 26.10). It knows no proxy.
 */
export async function slackFetch(address: string | URL, { method, headers = {}, body, signal = NEVER }: Init = {}) {
  if (method !== 'POST' || (body !== undefined && typeof body !== 'string')) {
    throw new InternalError('Slack’s client sends forms of text only, as Leakbot uses it');
  }
  const url = new URL(address);
  const answer = await sendOnce({ url, method, headers, body, signal });
  const { status, header, headerNames } = answer;
  let said: Promise<string> | undefined;
  const read = () => {
    said ??= text(answer.body);
    return said;
  };
  return {
    ok: status >= 200 && status < 300,
    status,
    statusText: '',
    url: url.href,
    headers: {
      get: (name: string) => header(name.toLowerCase()) ?? null,
      entries: () => headerNames.map((name): [string, string] => [name, header(name) ?? '']),
    },
    text: read,
    json: async () => JSON.parse(await read()) as unknown,
    arrayBuffer: async () => new TextEncoder().encode(await read()).buffer,
  };
}

const NEVER = new AbortController().signal;
