export type Answer = 'yes' | 'no' | 'unclear';

/** What Leakbot thinks of a step, from data alone. */
export interface Judgement {
  readonly answer: Answer;
  /** The probability that `answer` is right, 0 to 1; calibrated on the labelled corpus. */
  readonly confidence: number;
  /** The finding in one sentence with its figures, for the picture's title and the first line of a message. */
  readonly headline: string;
  /** Figures a sceptical engineer accepts, most telling first; each one short sentence. */
  readonly reasons: readonly string[];
}
