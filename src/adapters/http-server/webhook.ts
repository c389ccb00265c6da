import type { IncomingMessage } from 'node:http';
import type { Alert } from '../../alert/alert.ts';
import type { Authorization, SecretOf } from '../../alert/authorization.ts';
import { alertKind, type KindOf } from '../../alert/rules.ts';
import type { AlertSender } from '../../alert/sender.ts';
import type { Instant } from '../../foundation/clock.ts';
import { explain } from '../../foundation/errors.ts';
import { readAtMost } from '../../foundation/read-at-most.ts';
import type { Turns } from '../../foundation/turns.ts';
import { formatBytes, MiB } from '../../measurement/bytes.ts';
import type { Answer } from './answer.ts';

/** Why a call was refused. */
export type WebhookRefusal = 'unauthorised' | 'too-large' | 'unreadable' | 'not-stored';

export interface WebhookOptions {
  /** The value of a sender's setting; a sender without any takes alerts from everyone (only sensible on loopback). */
  readonly secretOf: SecretOf;
  /** Resolves once the alerts are stored: only then does the sender get its 202. */
  readonly onAlerts: (
    alerts: readonly Alert[],
    call: { readonly sender: string; readonly ignored: number; readonly leftOut: number },
  ) => Promise<void>;
  /** A call was refused; the log has said why. */
  readonly onRefused?: ((sender: string, reason: WebhookRefusal) => void) | undefined;
  /** What an alert is about, by the operator's rules; the common names alone by default. */
  readonly kindOf?: KindOf | undefined;
  /** Turns for reading one call; without any it is read at once. */
  readonly turns?: (() => Turns) | undefined;
  /** Signatures are of a time. */
  readonly now?: (() => Instant) | undefined;
  readonly log: Record<'info' | 'warn' | 'error', (facts: object, message: string) => void>;
}

/** Alertmanager sends at most a few kilobytes an alert; more than this is a mistake or malice. */
const MAX_BODY = 8 * MiB;

/** The route of one sender: authorises, reads, stores, and answers what became of it. */
export function webhook(sender: AlertSender, options: WebhookOptions): (request: IncomingMessage) => Promise<Answer> {
  const authorization = sender.authorization(options.secretOf);
  return async (request) => {
    const from = request.socket.remoteAddress;
    const admission = authorization.admit(request.headers, (options.now ?? Date.now)());
    if (admission.kind === 'refused') return unauthorised(sender, authorization, { from, options });
    const encoding = request.headers['content-encoding']?.trim().toLowerCase() || 'identity';
    if (encoding !== 'identity') return encoded(sender, encoding, { from, options });
    const body = await readAtMost(request, MAX_BODY);
    if (body === undefined) {
      const error = `the body is larger than ${formatBytes(MAX_BODY)}`;
      refuse(options, { sender: sender.name, from, reason: 'too-large' }, `a webhook call was refused: ${error}`);
      return { status: 413, body: { error }, headers: { connection: 'close' } };
    }
    if (admission.kind === 'signed' && !admission.admits(body)) {
      return unauthorised(sender, authorization, { from, options });
    }
    return take(sender, body, options);
  };
}

interface RefusedCall {
  readonly sender: string;
  readonly reason: WebhookRefusal;
  readonly from?: string | undefined;
  readonly problem?: string | undefined;
}

/** One line in the log, and the count. */
function refuse(
  { log, onRefused }: Pick<WebhookOptions, 'log' | 'onRefused'>,
  call: RefusedCall,
  message: string,
): void {
  log.warn(call, message);
  onRefused?.(call.sender, call.reason);
}

function unauthorised(
  { name, title }: AlertSender,
  { requires = 'nothing' }: Authorization,
  { from, options }: { readonly from: string | undefined; readonly options: WebhookOptions },
): Answer {
  const message = `a webhook call that does not present ${requires} was refused`;
  refuse(options, { sender: name, from, reason: 'unauthorised' }, message);
  const error = `${title} must present ${requires}`;
  return { status: 401, body: { error }, headers: { 'www-authenticate': 'Bearer' } };
}

/** The body is not read: what a few bytes unpack to has no bound, and a signature may be of either form. */
function encoded(
  { name }: AlertSender,
  encoding: string,
  { from, options }: { readonly from: string | undefined; readonly options: WebhookOptions },
): Answer {
  const error = `the body is compressed (content-encoding: ${encoding.slice(0, 50)}): send it as it is`;
  refuse(options, { sender: name, from, reason: 'unreadable' }, `a webhook call was refused: ${error}`);
  return { status: 415, body: { error }, headers: { 'accept-encoding': 'identity', connection: 'close' } };
}

async function take(sender: AlertSender, body: Buffer, options: WebhookOptions): Promise<Answer> {
  const { onAlerts, log, turns, kindOf = alertKind } = options;
  const reading = await sender.read(body, { kindOf, turns: turns?.() });
  if (reading.kind === 'fault') {
    const call = { sender: sender.name, reason: 'unreadable', problem: reading.problem } as const;
    refuse(options, call, 'a webhook call could not be read');
    return { status: 400, body: { error: reading.problem } };
  }
  const { alerts, ignored, truncated, unreadable, test } = reading;
  if (test === true) log.info({ sender: sender.name }, 'the sender tested the connection');
  if (truncated > 0) log.warn({ sender: sender.name, truncated }, 'alerts were left out of a call');
  if (unreadable !== undefined) log.warn({ sender: sender.name, ...unreadable }, 'alerts of a call could not be read');
  try {
    await onAlerts(alerts, { sender: sender.name, ignored, leftOut: truncated });
  } catch (error) {
    const reason = 'not-stored';
    log.error(
      { sender: sender.name, reason, error: explain(error) },
      'alerts could not be stored; the sender will call again',
    );
    options.onRefused?.(sender.name, reason);
    return { status: 503, body: { error: 'could not be stored; try again' }, headers: { 'retry-after': '10' } };
  }
  logTaken(alerts, { sender: sender.name, ignored, log });
  const left = { ...(unreadable === undefined ? {} : { unreadable }), ...(test === true ? { test } : {}) };
  return { status: 202, body: { taken: alerts.length, ignored, truncated, ...left } };
}

/** More of a call than this says nothing new: the rest is a number. */
const NAMED = 10;

/** One line an alert; of a call with very many, the first ones. */
function logTaken(
  alerts: readonly Alert[],
  { sender, ignored, log }: Pick<WebhookOptions, 'log'> & { readonly sender: string; readonly ignored: number },
): void {
  for (const { name, kind, status, subject } of alerts.slice(0, NAMED)) {
    const { namespace, name: workload } = subject.workload ?? {};
    log.info({ sender, alert: name, kind, status, namespace, workload, pod: subject.pod }, 'an alert was taken');
  }
  const more = alerts.length - NAMED;
  if (more > 0) log.info({ sender, alerts: more, ignored }, 'more alerts of the same call were taken');
}
