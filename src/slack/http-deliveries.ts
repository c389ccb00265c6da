import type { IncomingMessage, ServerResponse } from 'node:http';
import { explain, InvalidInputError } from '../foundation/errors.ts';
import { MINUTE, SECOND } from '../measurement/duration.ts';
import type { SlackLog, Take } from './delivery.ts';

interface DeliveryOptions {
  readonly signingSecret: string;
  readonly take: Take;
  readonly log: Pick<SlackLog, 'warn' | 'error'>;
}

interface Options extends DeliveryOptions {
  readonly bolt: Promise<Bolt>;
}

type Bolt = Pick<typeof import('@slack/bolt'), 'HTTPModuleFunctions' | 'isRawBodyError'>;

/** Slack's own rule for old requests, applied to both sides: Bolt's check lets every time of the future pass (5.1). */
const CLOCKS_DIFFER = 5 * MINUTE;

/** What is answered to a request. */
interface Answer {
  readonly status: number;
  readonly body?: object | undefined;
}

/** `POST /slack/events`: verifies Slack's signature, answers its checks, and acknowledges what was taken. */
export function signedDeliveries({ signingSecret, take, log }: DeliveryOptions) {
  // Bolt brings an Express with it: 30 MiB that Socket Mode has no use for.
  const options = { signingSecret, take, log, bolt: import('@slack/bolt') };
  return (request: IncomingMessage, response: ServerResponse): void => {
    void answerTo(request, options).then(({ status, body }) => {
      if (body === undefined) response.writeHead(status).end();
      else response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  };
}

/** Never rejects. */
async function answerTo(request: IncomingMessage, options: Options): Promise<Answer> {
  const { take, log } = options;
  const verified = await verify(request, options);
  if ('status' in verified) return verified;
  const { body } = verified;
  const said = typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {};
  if (said['ssl_check'] === '1') return { status: 200 };
  if (said['type'] === 'url_verification') return { status: 200, body: { challenge: said['challenge'] } };
  try {
    const answer = await take(body);
    return { status: 200, body: answer };
  } catch (error) {
    if (error instanceof InvalidInputError) {
      log.warn({ error: explain(error) }, 'a signed request holds nothing that Slack delivers');
      return { status: 400, body: { error: error.message } };
    }
    log.error({ error: explain(error) }, 'what Slack delivered could not be stored: it is not acknowledged');
    return { status: 500, body: { error: 'Leakbot failed; its log says why' } };
  }
}

async function verify(
  request: IncomingMessage,
  { signingSecret, log, bolt }: Options,
): Promise<{ readonly body: unknown } | Answer> {
  const { HTTPModuleFunctions, isRawBodyError } = await bolt;
  try {
    const { parseAndVerifyHTTPRequest: bodyOf, defaultBodyLimit: bodyLimit } = HTTPModuleFunctions;
    const whole = await bodyOf({ enabled: true, signingSecret, bodyLimit }, request);
    const time = Number(request.headers['x-slack-request-timestamp']) * SECOND;
    if (time - Date.now() > CLOCKS_DIFFER) throw new InvalidInputError('its timestamp lies in the future');
    return parsed(() => HTTPModuleFunctions.parseHTTPRequestBody(whole) as unknown);
  } catch (error) {
    const large = isRawBodyError(error) && error.statusCode === 413;
    log.warn({ error: explain(error) }, large ? 'a request is too large' : 'a request is not signed by Slack');
    return { status: large ? 413 : 401 };
  }
}

function parsed(body: () => unknown): { readonly body: unknown } | Answer {
  try {
    return { body: body() };
  } catch {
    return { status: 400, body: { error: 'the body is not JSON' } };
  }
}
