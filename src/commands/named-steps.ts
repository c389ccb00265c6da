import type { Answer } from '../diagnosis/judgement.ts';
import { InvalidInputError } from '../foundation/errors.ts';
import { QUESTIONS } from '../playbook/questions.ts';
import type { Playbook } from '../playbook/step.ts';

type Answers = Readonly<Record<string, Answer>>;

/** Throws InvalidInputError for an answer to a question that no playbook has, with those that there are. */
export function checkStepsNamed(answers: Answers): void {
  const known = Object.keys(QUESTIONS);
  const unknown = Object.keys(answers).filter((step) => !known.includes(step));
  if (unknown.length === 0) return;
  throw new InvalidInputError(
    `--answers: no question is called ${unknown.join(', ')}; there are ${known.join(', ')} (which of them are asked depends on the runtime)`,
  );
}

/** What to say of answers that nothing asked for: their question is not one of this runtime, or another answer led past it. */
export function unaskedText(
  answers: Answers,
  asked: readonly string[],
  { steps, runtime }: Playbook,
): string | undefined {
  const unasked = Object.keys(answers).filter((step) => !asked.includes(step));
  if (unasked.length === 0) return undefined;
  const order = steps.map(({ id }) => id).join(', ');
  return `--answers: ${unasked.join(', ')} was not asked, and the answer not used; the questions of this service (${runtime}) are, in order: ${order}`;
}
