import { floorOf } from '../metrics/floor.ts';
import { sliceOf } from '../metrics/track.ts';
import { byRequests } from './by-requests.ts';
import { liveHeapOf } from './live-heap.ts';
import { chosenPod, type Observation } from './observation.ts';
import { paceOf } from './pace.ts';

/** What a cache that is not full yet looks like. Set by hand. */
const SLOWER = {
  /**
   * Gain a request from the middle of the run on, as a share of that before it: as ever more of what is asked for is there
   * already a cache gains less, and a leak as much as at first.
   */
  share: 0.6,
  /** Points of the floor. Fewer show no pace. */
  points: 12,
} as const;

/** Whether the live heap of the only run that is judged gains ever less with each request, and nothing killed it yet. */
export function fillsEverSlower(observation: Observation): boolean {
  const pod = chosenPod(observation);
  const requests = observation.measured.requests?.track;
  const [life, ...others] = pod?.lifetimes ?? [];
  if (requests === undefined || life?.end !== 'running' || others.length > 0) return false;
  const heap = liveHeapOf(observation);
  if (heap === undefined || heap.collected !== 'sure') return false;
  const per = byRequests(sliceOf(heap.track, life.from, life.to), requests);
  const floor = per && floorOf(per);
  if (floor === undefined || floor.times.length < SLOWER.points) return false;
  const pace = paceOf(floor, 0);
  return pace !== undefined && pace.share < SLOWER.share;
}
