import type { Instant } from '../foundation/clock.ts';
import { HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { formatInstant } from '../measurement/time.ts';
import { isPresent } from '../metrics/standing.ts';
import type { Began } from './finding.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, type Observation } from './observation.ts';

/** A growth that began in every pod at one moment. */
export interface AtOnce {
  readonly at: Instant;
  readonly pods: number;
}

/** When one moment is that of all pods. Set by hand. */
const AT_ONCE = {
  /** A span, which an onset is uncertain by at least. */
  apart: (12 * MINUTE) satisfies Milliseconds,
  /** The same as a share of the time since it. */
  apartOfTime: 0.15,
  /** A span: so long was each level before, and at least as long as it has grown. What begins sooner may be its own start. */
  levelBefore: (2 * HOUR) satisfies Milliseconds,
  /** Pods that are compared at most. */
  pods: 8,
} as const;

/**
 * Where no deploy is near and every pod that runs was level until one moment: what reaches all of them at once comes from
 * outside, and ends with that. Undefined where it is one pod, or they began at different times.
 */
export function beganAtOnce(observation: Observation, began: Began | undefined): AtOnce | undefined {
  const chosen = chosenPod(observation);
  if (chosen === undefined || began === undefined || began.deploy !== undefined) return undefined;
  const { at } = began;
  const since = observation.range.to - at;
  const apart = Math.max(AT_ONCE.apart, AT_ONCE.apartOfTime * since);
  const running = observation.pods.filter(isPresent);
  if (running.length < 2) return undefined;
  const compared = [chosen, ...running.filter((each) => each !== chosen)].slice(0, AT_ONCE.pods);
  const alike = compared.every((pod) => {
    const from = pod.lifetimes.at(-1)?.from ?? at;
    if (pod.kills.length > 0 || at - from < Math.max(AT_ONCE.levelBefore, since)) return false;
    const growth = memoryGrowth(observation, pod);
    return growth.answer === 'yes' && Math.abs((growth.onset?.at ?? 0) - at) <= apart;
  });
  return alike ? { at, pods: running.length } : undefined;
}

/** `a leak, or what came to all 3 pods about 30 Nov 09:09 UTC` */
export function atOnceClause({ at, pods }: AtOnce): string {
  return `a leak, or what came to ${pods === 2 ? 'both' : `all ${pods}`} pods about ${formatInstant(at)} UTC`;
}

/** Why it may be no leak, for the evidence. */
export function atOnceLine({ pods }: AtOnce): string {
  return `${pods === 2 ? 'Both' : `All ${pods}`} pods were level until then and began at once: a backlog, a client or something they depend on does that, and a leak of the program seldom.`;
}
