import { InternalError, InvalidInputError } from '../../foundation/errors.ts';
import type { Comparison } from '../../profile/comparison.ts';
import { type FaultySide, InvalidProfileError, MissingSampleTypeError } from '../../profile/invalid-profile.ts';

/** What crosses the thread boundary: an error's class would be lost there, its code is not. */
export type Answer =
  | { readonly kind: 'compared'; readonly comparison: Comparison }
  | {
      readonly kind: 'refused';
      readonly code: 'invalid-profile' | 'invalid-input';
      readonly message: string;
      readonly faulty: FaultySide | undefined;
    };

export async function answerOf(compare: () => Promise<Comparison>): Promise<Answer> {
  try {
    return { kind: 'compared', comparison: await compare() };
  } catch (error) {
    if (error instanceof InvalidProfileError || error instanceof InvalidInputError) {
      const faulty = 'faulty' in error ? error.faulty : undefined;
      return { kind: 'refused', code: error.code, message: error.message, faulty };
    }
    throw error;
  }
}

/** The comparison, or the error as the worker met it. */
export function comparisonOf(answer: Answer): Comparison {
  if (answer.kind === 'compared') return answer.comparison;
  switch (answer.code) {
    case 'invalid-profile':
      throw new InvalidProfileError(answer.message, { faulty: answer.faulty });
    case 'invalid-input':
      throw answer.faulty === undefined
        ? new InvalidInputError(answer.message)
        : new MissingSampleTypeError(answer.faulty);
    default:
      throw new InternalError(`a comparison was refused without a known code`);
  }
}
