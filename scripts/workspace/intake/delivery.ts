import { randomUUID } from 'node:crypto';
import { asText, type Payload } from '../payload.ts';
import type { Attempt, Envelope, Receipt, Transport } from './envelope.ts';

/** One thing the app was sent, with every attempt at it. */
export interface Delivery {
  /** The `event_id` of an event, the `trigger_id` of what a person did. */
  readonly id: string;
  readonly envelope: Envelope;
  readonly receipts: Receipt[];
}

/** Sends the app things: events again when it does not acknowledge them, interactions and commands once. */
export class DeliveryDesk {
  transport: Transport;
  readonly log: Delivery[] = [];
  readonly #retryDelaysMs: readonly number[];
  readonly #onReceipt: () => void;
  readonly #timers = new Set<NodeJS.Timeout>();
  #closed = false;

  constructor(transport: Transport, retryDelaysMs: readonly number[], onReceipt: () => void) {
    this.transport = transport;
    this.#onReceipt = onReceipt;
    this.#retryDelaysMs = retryDelaysMs;
  }

  /** Sends an event, and again after each pause until it is acknowledged. */
  event(payload: Payload): void {
    const delivery = this.#begin({ type: 'events_api', payload });
    void this.#attempt(delivery, { number: 0, reason: '' });
  }

  /** A click, a shortcut, a modal or a command: the person waits for the answer, there is no second try. */
  async once(envelope: Envelope): Promise<Receipt> {
    const delivery = this.#begin({ ...envelope, id: randomUUID() });
    return this.#send(delivery, { number: 0, reason: '' });
  }

  /** Sends the very same thing again although it was acknowledged, as Slack does when the acknowledgement got lost. */
  async again(wanted: string): Promise<Receipt> {
    const delivery = this.log.find(({ id }) => id === wanted);
    if (delivery === undefined) throw new Error(`nothing with the id ${wanted} was delivered`);
    return this.#send(delivery, { number: delivery.receipts.length, reason: 'timeout' });
  }

  close(): void {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #begin(envelope: Envelope): Delivery {
    const id = asText(envelope.payload['event_id']) || asText(envelope.payload['trigger_id']);
    const delivery: Delivery = { id, envelope, receipts: [] };
    this.log.push(delivery);
    return delivery;
  }

  async #send(delivery: Delivery, attempt: Attempt): Promise<Receipt> {
    const receipt = await this.transport.send(delivery.envelope, attempt);
    delivery.receipts.push(receipt);
    this.#onReceipt();
    return receipt;
  }

  async #attempt(delivery: Delivery, attempt: Attempt): Promise<void> {
    const receipt = await this.#send(delivery, attempt);
    const pause = this.#retryDelaysMs[attempt.number];
    if (receipt.acknowledged || receipt.noRetry === true || pause === undefined || this.#closed) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void this.#attempt(delivery, { number: attempt.number + 1, reason: receipt.reason });
    }, pause);
    this.#timers.add(timer.unref());
  }
}
