import type { RunBefore } from '../diagnosis/before-window.ts';
import { isQuiet } from '../diagnosis/climbed-before.ts';
import { memoryGrowth } from '../diagnosis/memory-growth.ts';
import { chosenPod, type Observation } from '../diagnosis/observation.ts';
import { DAY, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { Quantity } from '../metrics/catalogue.ts';
import { measure, type OfPod } from './asking.ts';
import type { Readings } from './readings.ts';

/** As far back a week of work and pauses shows. */
const BACK: Milliseconds = 7 * DAY;
/** A week of one quantity of one pod takes 672 points. */
const STEP: Milliseconds = 15 * MINUTE;

/** Whether what the chosen pod did before the window decides what a level in it means. */
export function needsBefore(observation: Observation): boolean {
  const pod = chosenPod(observation);
  const life = pod?.lifetimes.at(-1);
  if (pod === undefined || life?.end !== 'running' || life.startSeen === true) return false;
  const known = observation.earlier?.some((each) => each.pod === pod.pod) === true || isQuiet(observation, pod);
  return known && memoryGrowth(observation, pod).answer === 'no';
}

/** What the run of a pod did in the week before the window, at few points. Throws UnavailableError. */
export async function runBefore(readings: Readings, question: OfPod): Promise<RunBefore> {
  const { range, pod } = question;
  const before = { ...question, range: { from: range.to - BACK, to: range.from }, step: STEP };
  const trackOf = async (quantity: Quantity) => (await measure(readings, quantity, before))?.measured.track;
  const [charged, requests, liveHeap] = await Promise.all([
    trackOf('working-set').then((track) => track ?? trackOf('rss')),
    trackOf('requests'),
    trackOf('live-heap'),
  ]);
  return { pod, memory: charged, requests, liveHeap };
}
