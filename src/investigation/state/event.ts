import type { Answer } from '../../diagnosis/judgement.ts';
import type { CaptureOutcome } from '../../evidence/capture-outcome.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { TimeRange } from '../../measurement/time.ts';
import type { Runtime, Service } from '../../service/service.ts';
import type { AlertsHeard } from './alerts.ts';
import type { FiledIssue } from './filed-issue.ts';
import type { FixOutcome } from './fix.ts';
import type { Conclusion, Overview, StepFacts } from './investigation.ts';
import type { Person } from './person.ts';

interface ByPerson {
  readonly by: Person;
  readonly at: Instant;
}

/** What happens to an investigation: seen by Leakbot, or said by people. */
export type InvestigationEvent =
  | AlertsHeard
  | { readonly kind: 'step-observed'; readonly step: string; readonly observed: ObservedStep; readonly at: Instant }
  | {
      readonly kind: 'concluded';
      /** The attempt it was made for. */
      readonly attempt: number;
      readonly conclusion: Omit<Conclusion, 'key' | 'at'>;
      readonly at: Instant;
    }
  | ({ readonly kind: 'service-chosen'; readonly service: Service } & ByPerson)
  | ({ readonly kind: 'answered'; readonly step: string; readonly answer: Answer } & ByPerson)
  | ({ readonly kind: 'change-wanted'; readonly step: string } & ByPerson)
  | ({ readonly kind: 'pod-chosen'; readonly step: string; readonly pod: string } & ByPerson)
  | ({ readonly kind: 'window-chosen'; readonly step: string; readonly range: TimeRange } & ByPerson)
  | ({ readonly kind: 'look-further' } & ByPerson)
  /** Fresh profiles of the chosen pod; `step` is empty when asked for from a report. */
  | ({ readonly kind: 'capture-wanted'; readonly step: string } & ByPerson)
  | ({ readonly kind: 'capture-confirmed'; readonly capture: string } & ByPerson)
  | ({ readonly kind: 'capture-declined'; readonly capture: string } & ByPerson)
  | {
      readonly kind: 'capture-done';
      readonly note: string;
      readonly outcome: CaptureOutcome;
      readonly at: Instant;
    }
  /** The report again, with the profiles taken since. */
  | ({ readonly kind: 'fresh-look' } & ByPerson)
  | ({ readonly kind: 'run-the-rest' } & ByPerson)
  | ({ readonly kind: 'report-wanted' } & ByPerson)
  /** What a person thinks of the report. */
  | ({ readonly kind: 'rated'; readonly conclusion: string; readonly right: boolean } & ByPerson)
  /** A deploy after the report was looked at. */
  | { readonly kind: 'fix-checked'; readonly conclusion: string; readonly fix: FixOutcome; readonly at: Instant }
  /** The workload opens no thread until then; without an end until someone says so. */
  | ({ readonly kind: 'muted'; readonly until?: Instant | undefined } & ByPerson)
  | ({ readonly kind: 'unmuted' } & ByPerson)
  /** Slack takes no message of Leakbot's in the channel in which the thread was to begin. */
  | { readonly kind: 'channel-closed'; readonly instead: string; readonly at: Instant }
  /** The draft of a report became an issue in a tracker. */
  | ({ readonly kind: 'issue-filed'; readonly conclusion: string; readonly issue: FiledIssue } & ByPerson)
  | ({ readonly kind: 'cancelled' } & ByPerson);

export interface ObservedStep {
  readonly facts: StepFacts;
  /** As leakbot.yaml says or the metrics show; absent when nothing was seen. */
  readonly runtime?: Runtime | undefined;
  /** The service with the container that needs the look, where that is another than the one before. */
  readonly service?: Service | undefined;
  /** The pod the step was judged for: the worst one, when none had been chosen. */
  readonly pod?: string | undefined;
  readonly overview?: Overview | undefined;
}
