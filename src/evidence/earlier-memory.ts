import type { EarlierMemory } from '../diagnosis/before-window.ts';
import { isOfJob } from '../diagnosis/job-runs.ts';
import { DAY, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { lengthOf } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { podMemoryOf } from '../metrics/pod-memory.ts';
import type { Question } from './asked-about.ts';
import { askFor } from './asking.ts';
import type { Readings } from './readings.ts';

/** A window that is shorter may hold only the rising part of what comes back each day, from its night to its noon. */
const SHORT: Milliseconds = DAY;
/** As far back a rhythm of the week shows: the same hours as those of a window of a day, a week before. */
const BACK: Milliseconds = 8 * DAY;
/** What lasts for less than this is no height that memory stood at; eight days of one pod take 768 points. */
const STEP: Milliseconds = 15 * MINUTE;

/** Runs of a job. More of them in the window show how they change from one to the next. */
const FEW_RUNS = 5;

/** Whether the pods are runs of a job, and too few of them. */
function hasFewRuns(pods: readonly PodMemory[]): boolean {
  return pods.length < FEW_RUNS && pods.some(isOfJob);
}

/**
 * What the pods of a service took before a short window, at few points: one request more. Nothing where the window is long
 * enough to show it, and the runs of a job in it are many.
 */
export async function earlierMemory(
  readings: Readings,
  question: Question,
  pods: readonly PodMemory[],
): Promise<readonly EarlierMemory[]> {
  const { range, service } = question;
  const longEnough = lengthOf(range) >= SHORT && !hasFewRuns(pods);
  if (longEnough || pods.length === 0) return [];
  const quantity = pods.some(({ workingSet }) => workingSet !== undefined) ? 'working-set' : 'rss';
  const before = { from: range.to - BACK, to: range.from };
  const answer = await askFor(readings, quantity, { ...question, range: before, step: STEP });
  const { container } = service.workload;
  return podMemoryOf({ rss: answer?.series ?? [] }, before, { container }).map(({ pod, rss }) => ({ pod, track: rss }));
}
