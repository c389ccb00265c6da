import type { Milliseconds } from '../../src/measurement/duration.ts';
import type { Law } from './laws.ts';
import type { Random } from './random.ts';
import type { Setting } from './setting.ts';

/** How one pod behaves over the window. */
export interface PodModel {
  readonly law: Law;
  /** The limit as a share of the level; the container is killed when it is reached. */
  readonly limit?: number | undefined;
  /** Planned restarts (rollouts), in the window's time. */
  readonly restarts?: readonly Milliseconds[] | undefined;
  /** How old the first container is when the window begins; without it old enough to have warmed up. */
  readonly bornAt?: Milliseconds | undefined;
  /** Height of the garbage above the floor, where it is not the setting's own. */
  readonly saw?: number | undefined;
}

/** A shape that a service's memory takes. */
export interface Shape {
  readonly name: string;
  readonly grows: boolean;
  /** The least window in which the shape can be distinguished from its opposites. */
  readonly least: Milliseconds;
  /** Windows of minutes and scrapes of seconds are drawn too: the shape is one of lives, not of days. */
  readonly short?: boolean;
  /** What the shape asks of the setting that was drawn. */
  setting?(random: Random, drawn: Setting): Setting;
  pods(random: Random, setting: Setting): readonly PodModel[];
}

export const alone = (model: PodModel): readonly PodModel[] => [model];

export function flatPods(random: Random, count: number): readonly PodModel[] {
  return Array.from({ length: count }, () => {
    const offset = random.between(-0.1, 0.1);
    return { law: () => 1 + offset, limit: 3 };
  });
}
