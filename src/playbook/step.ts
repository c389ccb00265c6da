import type { Answer, Judgement } from '../diagnosis/judgement.ts';
import type { Observation } from '../diagnosis/observation.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import type { Runtime } from '../service/service.ts';

/** The id of a question, as `--answers` and `--json` spell it. */
export type StepId =
  | 'rss-growing'
  | 'goroutines-growing'
  | 'threads-growing'
  | 'handles-growing'
  | 'live-heap-growing'
  | 'outside-heap-growing'
  | 'heap-past-limit';

/** The profiles to set side by side when a step is answered Yes. */
export interface ComparisonWanted {
  readonly profile: 'heap' | 'goroutine';
  /** What may stand for memory in use, best first: profilers of different runtimes name it differently. */
  readonly sampleTypes: readonly string[];
  /** What a person can do where the runtime serves no such profile by itself, as a sentence. */
  readonly byHand?: string | undefined;
}

/** What an answer leads to: the step to ask next, or the report; after the comparison, where one is wanted. */
export interface Next {
  readonly to: StepId | 'report';
  readonly compare?: ComparisonWanted | undefined;
}

/** One question to the engineer. Texts are plain: the message that carries them adds the markup. */
export interface PlaybookStep {
  readonly id: StepId;
  /** `Is the goroutine count growing on x2x?` */
  question(pod: string): string;
  /** What the buttons say. */
  readonly labels: Readonly<Record<Answer, string>>;
  /** What the message says once it is answered: `Memory is growing on x2x.` */
  readonly settled: Readonly<Record<Answer, (pod: string) => string>>;
  /** The quantities the judgement reads; missing ones make it less sure, not impossible. */
  readonly needs: readonly Quantity[];
  judge(observation: Observation): Judgement;
  readonly next: Readonly<Record<Answer, Next>>;
}

/** The questions for one runtime, in order; the first step opens the investigation. */
export interface Playbook {
  readonly runtime: Runtime;
  readonly steps: readonly PlaybookStep[];
}
