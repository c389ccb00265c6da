import { createHmac } from 'node:crypto';
import { asPayload, type Payload, parseJson } from '../payload.ts';
import type { Attempt, Envelope, Receipt, Transport } from './envelope.ts';

interface Address {
  readonly requestUrl: string;
  readonly signingSecret: string;
  readonly ackTimeoutMs: number;
}

/** The two headers by which an app knows that a request is Slack's. `atSeconds` is the wall clock's. */
export function signatureHeaders(
  body: string,
  secret: string,
  atSeconds: number = Math.floor(Date.now() / 1000),
): Record<string, string> {
  const digest = createHmac('sha256', secret).update(`v0:${atSeconds}:${body}`).digest('hex');
  return { 'x-slack-request-timestamp': String(atSeconds), 'x-slack-signature': `v0=${digest}` };
}

/** HTTP mode: posts to the app's request URL. Signed with the real time, because the app compares it with its own. */
export class SignedHttp implements Transport {
  readonly #address: Address;

  constructor(address: Address) {
    this.#address = address;
  }

  /** Slack's check before it accepts a request URL. Throws when the challenge does not come back. */
  async verifyUrl(): Promise<void> {
    const challenge = crypto.randomUUID();
    const body = JSON.stringify({ token: 'verification-token', challenge, type: 'url_verification' });
    const answer = await this.#post(body, { 'content-type': 'application/json' });
    const text = await answer.text();
    const echoed = asPayload(parseJson(text))['challenge'] ?? text;
    if (answer.status !== 200 || echoed !== challenge)
      throw new Error(`${this.#address.requestUrl} did not answer the URL verification: ${answer.status} ${text}`);
  }

  async send(envelope: Envelope, attempt: Attempt): Promise<Receipt> {
    const json = envelope.type === 'events_api';
    const body = json ? JSON.stringify(envelope.payload) : form(envelope);
    const headers = {
      'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded',
      ...(attempt.number === 0
        ? {}
        : { 'x-slack-retry-num': String(attempt.number), 'x-slack-retry-reason': attempt.reason }),
    };
    try {
      const answer = await this.#post(body, headers);
      const text = await answer.text();
      const response = asPayload(parseJson(text));
      return {
        acknowledged: answer.ok,
        response: text !== '' && Object.keys(response).length === 0 ? { text } : response,
        reason: answer.ok ? '' : 'http_error',
        status: answer.status,
        noRetry: answer.headers.get('x-slack-no-retry') === '1',
      };
    } catch (error) {
      const late = error instanceof Error && error.name === 'TimeoutError';
      return { acknowledged: false, response: {}, reason: late ? 'timeout' : 'connection_failed' };
    }
  }

  #post(body: string, headers: Record<string, string>): Promise<Response> {
    return fetch(this.#address.requestUrl, {
      method: 'POST',
      body,
      headers: { ...headers, ...signatureHeaders(body, this.#address.signingSecret) },
      signal: AbortSignal.timeout(this.#address.ackTimeoutMs),
    });
  }
}

function form(envelope: Envelope): string {
  if (envelope.type === 'interactive')
    return new URLSearchParams({ payload: JSON.stringify(envelope.payload) }).toString();
  return new URLSearchParams(fields(envelope.payload)).toString();
}

function fields(payload: Payload): Record<string, string> {
  return Object.fromEntries(Object.entries(payload).map(([key, value]) => [key, String(value)]));
}
