import type { Payload } from '../payload.ts';

/** Slack says no: `code` is its error string, `details` go beside it in the answer. */
export class Refusal extends Error {
  readonly code: string;
  readonly details: Payload;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    more: {
      readonly details?: Payload;
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
    } = {},
  ) {
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.details = more.details ?? {};
    this.status = more.status ?? 200;
    this.headers = more.headers ?? {};
  }
}

/** A refusal that names each fault, in the two places where Slack names them. */
export function refuseWith(code: string, faults: readonly string[]): Refusal {
  return new Refusal(code, {
    details: { errors: faults, response_metadata: { messages: faults.map((fault) => `[ERROR] ${fault}`) } },
  });
}

export function rateLimited(seconds: number): Refusal {
  return new Refusal('ratelimited', { status: 429, headers: { 'retry-after': String(seconds) } });
}
