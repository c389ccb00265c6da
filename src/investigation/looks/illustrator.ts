import type { Judgement } from '../../diagnosis/judgement.ts';
import type { Observation } from '../../diagnosis/observation.ts';
import type { Instant } from '../../foundation/clock.ts';
import type { KillView } from '../../metrics/kill-view.ts';
import type { StepPicture } from '../../playbook/step.ts';
import type { Comparison } from '../../profile/comparison.ts';

/** A finished picture and its words. */
export interface Drawing {
  readonly png: Uint8Array;
  readonly title: string;
  /** States the finding for those who cannot see the picture. */
  readonly alt: string;
}

/** What the picture of a question shows. */
export interface StepScene {
  readonly picture: StepPicture;
  readonly service: string;
  readonly observation: Observation;
  readonly judgement: Judgement;
  /** When the compared profiles were taken, once they are known. */
  readonly profiles?: { readonly base: Instant; readonly current: Instant } | undefined;
}

/** What the comparison picture shows. Captions say what a side's time means: `25 min after start`. */
export interface ComparisonScene {
  readonly service: string;
  /** As messages call it: `x2x`. */
  readonly podName: string;
  readonly comparison: Comparison;
  readonly baseCaption: string;
  readonly currentCaption: string;
}

/** A finding that a picture of its own shows best. */
export type CauseScene = { readonly service: string; readonly observation: Observation } & (
  | { readonly kind: 'burst'; readonly kills: readonly KillView[] }
  | { readonly kind: 'load-driven' }
);

/** Draws what an investigation saw; undefined when there is nothing to draw. */
export interface Illustrator {
  drawStep(scene: StepScene): Promise<Drawing | undefined>;
  drawCause(scene: CauseScene): Promise<Drawing | undefined>;
  drawComparison(scene: ComparisonScene): Promise<Drawing | undefined>;
}
