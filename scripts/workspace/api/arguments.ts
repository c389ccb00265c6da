import { asText, type Payload, parseJson } from '../payload.ts';
import { refuseWith } from './refusal.ts';

/** The arguments of a call, alike whether they came as JSON or as a form (where everything is text). */
export class Arguments {
  readonly #given: Payload;

  constructor(given: Payload) {
    this.#given = given;
  }

  has(name: string): boolean {
    const value = this.#given[name];
    return value !== undefined && value !== null && value !== '';
  }

  /** Numbers count as text: `thread_ts` may come as a number in JSON. Empty when absent. */
  text(name: string): string {
    const value = this.#given[name];
    return typeof value === 'number' ? String(value) : asText(value);
  }

  optional(name: string): string | undefined {
    return this.has(name) ? this.text(name) : undefined;
  }

  flag(name: string): boolean {
    return ['true', '1'].includes(String(this.#given[name]));
  }

  /** A whole number, or `fallback` when absent; refused when it is neither. */
  integer(name: string, fallback: number): number {
    if (!this.has(name)) return fallback;
    const value = Number(this.#given[name]);
    if (!Number.isInteger(value)) throw refuseWith('invalid_arguments', [`must be an integer: ${name}`]);
    return value;
  }

  /** An array or object, given as such or as JSON text; undefined when absent; the bare text when it is not JSON. */
  structure(name: string): unknown {
    const value = this.#given[name];
    if (typeof value !== 'string') return value ?? undefined;
    return value === '' ? undefined : (parseJson(value) ?? value);
  }

  all(): Payload {
    return this.#given;
  }
}
