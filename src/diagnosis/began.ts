import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { formatInstant } from '../measurement/time.ts';
import type { Deploy } from '../metrics/deploys.ts';
import type { Onset } from '../metrics/onset.ts';
import { shortRevision } from '../service/revision.ts';
import type { CaseFile } from './case-file.ts';
import { growthOf } from './growth.ts';
import { chosenPod, limitOf, type Observation } from './observation.ts';

/** When the growth began, and the deploy that fits, where one does. */
export interface Began extends Onset {
  readonly deploy?: Deploy | undefined;
}

/**
 * A leak shows only once traffic has reached the new processes and their warm-up is over: so long before the earliest
 * onset a deploy may lie and still be the one.
 */
const SHOWS_WITHIN: Milliseconds = 30 * MINUTE;

/** The first process of a rollout is seen at a scrape, the onset at a sample: they may be told in the wrong order. */
const OUT_OF_ORDER: Milliseconds = 2 * MINUTE;

/** Pods of the earlier revision that are judged for growth of their own. */
const MOST_JUDGED = 5;

/** The onset of the chosen pod's memory growth; undefined where it does not grow or the data does not tell. */
export function onsetOf({ observation, steps }: CaseFile): Onset | undefined {
  const pod = chosenPod(observation);
  if (pod === undefined || steps.find(({ step }) => step === 'rss-growing')?.answer !== 'yes') return undefined;
  return growthOf(pod.rss, pod.lifetimes, { limit: limitOf(observation, pod) }).onset;
}

/**
 * The deploy just before an onset, where it fits: in time, the growing pod runs what it brought, and no pod that still
 * runs the revision before grows.
 */
export function beganAt({ at, earliest, latest }: Onset, file: CaseFile): Began {
  const { observation, revisionOf = () => undefined } = file;
  const pod = observation.chosen;
  const fits = ({ time }: Deploy) => time >= earliest - SHOWS_WITHIN && time <= latest + OUT_OF_ORDER;
  const deploy = observation.deploys.findLast(fits);
  const brought =
    deploy !== undefined && isOf(pod && revisionOf(pod), deploy) && !olderGrows(observation, deploy, file);
  return { at, earliest, latest, deploy: brought ? deploy : undefined };
}

/** A pod whose revision nobody tells may be of any. */
function isOf(revision: string | undefined, deploy: Deploy): boolean {
  return revision === undefined || revision === deploy.revision;
}

/** Whether a pod that still runs what ran before grows as well: then the deploy did not bring it. */
function olderGrows(observation: Observation, deploy: Deploy, { revisionOf }: CaseFile): boolean {
  const older = observation.pods.filter(
    ({ pod }) => deploy.previous !== undefined && revisionOf?.(pod) === deploy.previous,
  );
  return older
    .filter(({ rss }) => (rss.times.at(-1) ?? 0) > deploy.time)
    .slice(0, MOST_JUDGED)
    .some((pod) => growthOf(pod.rss, pod.lifetimes, { limit: limitOf(observation, pod) }).answer === 'yes');
}

/** `Began with the deploy of 4f2c1a9 at 22 Nov 13:12 UTC (before it: 9e01b7c).`, for reports. */
export function beganText({ at, deploy }: Began): string {
  if (deploy === undefined) return `Began about ${formatInstant(at)} UTC, no deploy near it.`;
  const before = deploy.previous === undefined ? '' : ` (before it: ${shortRevision(deploy.previous)})`;
  return `Began with the deploy of ${shortRevision(deploy.revision)} at ${formatInstant(deploy.time)} UTC${before}.`;
}
