import type { Answer } from '../../diagnosis/judgement.ts';

/** What the investigation must know of a playbook: which step comes first, and where each answer leads. */
export interface Course {
  /** In the order they are asked when every answer is No. */
  readonly steps: readonly { readonly id: string }[];
  next(step: string, answer: Answer): string | 'report';
}
