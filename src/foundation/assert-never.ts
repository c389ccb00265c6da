import { InternalError } from './errors.ts';

/** Closes an exhaustive switch: a new member of the union becomes a type error here. */
export function assertNever(value: never): never {
  throw new InternalError(`unexpected value ${JSON.stringify(value)}`);
}
