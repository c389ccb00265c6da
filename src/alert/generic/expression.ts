import jsonata from 'jsonata';
import { explain, InvalidInputError } from '../../foundation/errors.ts';
import { LinearRegExp } from '../../foundation/linear-regexp.ts';
import { type Milliseconds, SECOND } from '../../measurement/duration.ts';

/** An expression of a mapping, read. */
export interface Expression {
  /** What it makes of a value. Rejects with InvalidInputError where it fails or takes too long. */
  of(value: unknown): Promise<unknown>;
}

/** All of one call share the event loop with every click: an expression over a body takes far less than this. */
const TIMEOUT: Milliseconds = SECOND / 5;
const DEEPEST = 100;
const LONGEST_SEQUENCE = 10_000;

/** Reads an expression. Throws InvalidInputError that says what is wrong with it. */
export function readExpression(source: string): Expression {
  try {
    const expression = jsonata(source, {
      timeout: TIMEOUT,
      stack: DEEPEST,
      sequence: LONGEST_SEQUENCE,
      // The time limit cannot interrupt a match: expressions are matched by an engine that needs no interrupting.
      RegexEngine: LinearRegExp as unknown as RegExpConstructor,
    });
    return {
      async of(value) {
        try {
          return (await expression.evaluate(value)) as unknown;
        } catch (error) {
          throw new InvalidInputError(explain(error), { cause: error });
        }
      },
    };
  } catch (error) {
    throw new InvalidInputError(`is not a JSONata expression: ${explain(error)}`, { cause: error });
  }
}
