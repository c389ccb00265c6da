import jsonata from 'jsonata';
import { explain, InvalidInputError } from '../../foundation/errors.ts';
import { LinearRegExp } from '../../foundation/linear-regexp.ts';
import { SECOND } from '../../measurement/duration.ts';

/** An expression of a mapping, read. */
export interface Expression {
  /** What it makes of a value. Rejects with InvalidInputError where it fails or takes too long. */
  of(value: unknown): Promise<unknown>;
}

/** What an expression may take of the process, whose event loop it shares with every click. Set by hand. */
const BOUNDS = {
  /** A span. An expression over a body takes far less. */
  time: SECOND / 5,
  /** Calls within calls. */
  depth: 100,
  /** Items of one sequence. */
  sequence: 10_000,
} as const;

/** Reads an expression. Throws InvalidInputError that says what is wrong with it. */
export function readExpression(source: string): Expression {
  try {
    const expression = jsonata(source, {
      timeout: BOUNDS.time,
      stack: BOUNDS.depth,
      sequence: BOUNDS.sequence,
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
