import type { Instant } from '../../foundation/clock.ts';
import { lengthOf, type TimeRange, within } from '../../measurement/time.ts';
import type { Lifetime, PodMemory } from '../../metrics/lifetime.ts';
import type { Track } from '../../metrics/series.ts';
import { sliceOf } from '../../metrics/track.ts';
import { shortRevision } from '../../service/revision.ts';
import type { ChartFrame } from './chart-frame.ts';
import type { ChartMark, LegendEntry } from './time-chart.ts';

/** Marks of one kind closer than this share of the window cannot be distinguished. */
const CLOSEST = 1 / 150;
/** Characters of an image tag that are shown. */
const LONGEST_TAG = 14;
/** With more deploys than this the legend says what the lines are, and their labels are the revisions alone. */
const NAMED_DEPLOYS = 2;

/** How the lives of a pod ended, each at the level that `track` had when it did. */
export function lifeMarks(pod: PodMemory, track: Track, range: TimeRange): readonly ChartMark[] {
  const marks = pod.lifetimes.flatMap((life, i): readonly ChartMark[] => {
    const kind = markKind(life, pod.lifetimes[i + 1]);
    if (kind === undefined || !within(range, life.to)) return [];
    return [{ kind, time: life.to, value: sliceOf(track, life.from, life.to).values.at(-1) ?? 0 }];
  });
  return apart(marks, range);
}

/** A pod that left without a successor was removed, not restarted. */
function markKind(life: Lifetime, next: Lifetime | undefined): 'oom-kill' | 'restart' | undefined {
  if (life.end === 'oom-killed') return 'oom-kill';
  return life.end === 'restarted' && life.replaced !== true && next !== undefined ? 'restart' : undefined;
}

function apart(marks: readonly ChartMark[], range: TimeRange): readonly ChartMark[] {
  const last = new Map<ChartMark['kind'], Instant>();
  return marks.filter((mark) => {
    const before = last.get(mark.kind);
    if (before !== undefined && mark.time - before < lengthOf(range) * CLOSEST) return false;
    last.set(mark.kind, mark.time);
    return true;
  });
}

/** What the legend says of a pod's ends: all are counted, also those too close to be drawn. */
export function lifeLegend(pod: PodMemory): readonly LegendEntry[] {
  const { kills, lifetimes, inferredKills = 0 } = pod;
  const restarts = lifetimes.filter((life, i) => markKind(life, lifetimes[i + 1]) === 'restart').length;
  const inferred =
    inferredKills > 0 ? ` (${inferredKills === kills.length ? 'inferred' : `${inferredKills} inferred`})` : '';
  return [
    ...(kills.length > 0 ? [{ symbol: 'oom-kill' as const, label: plural(kills.length, 'OOM kill') + inferred }] : []),
    ...(restarts > 0 ? [{ symbol: 'restart' as const, label: plural(restarts, 'restart') }] : []),
  ];
}

function plural(count: number, word: string): string {
  return count === 1 ? word : `${count} ${word}s`;
}

/** Deploys, the alert and the compared profiles; the profiles sit on `level`. */
export function eventMarks(frame: ChartFrame, level: Track): readonly ChartMark[] {
  const { deploys = [], profiles, alertAt } = frame;
  const profile = (kind: 'profile-a' | 'profile-b', time: Instant | undefined): readonly ChartMark[] =>
    time === undefined ? [] : [{ kind, time, value: valueNear(level, time) }];
  const all: readonly ChartMark[] = [
    ...deploys.map(({ time, revision }) => ({
      kind: 'deploy' as const,
      time,
      label: deployLabel(revision, deploys.length),
    })),
    ...(alertAt === undefined ? [] : [{ kind: 'alert' as const, time: alertAt, label: 'alert' }]),
    ...profile('profile-a', profiles?.a),
    ...profile('profile-b', profiles?.b),
  ];
  return all.filter((mark) => within(frame.range, mark.time));
}

export function eventLegend(marks: readonly ChartMark[]): readonly LegendEntry[] {
  const profiles = marks.filter((mark) => mark.kind === 'profile-a' || mark.kind === 'profile-b').length;
  const deploys = marks.filter((mark) => mark.kind === 'deploy').length;
  return [
    ...(deploys > NAMED_DEPLOYS ? [{ symbol: 'deploy' as const, label: `${deploys} deploys` }] : []),
    ...(profiles > 0 ? [{ symbol: 'profiles' as const, label: profiles === 2 ? 'profiles kept' : 'profile' }] : []),
  ];
}

/** A commit as git shortens it; of a long tag its first characters. */
function deployLabel(revision: string, among: number): string {
  const short = shortRevision(revision);
  const fitting = short.length <= LONGEST_TAG ? short : `${short.slice(0, LONGEST_TAG - 1)}…`;
  return among > NAMED_DEPLOYS ? fitting : `deploy ${fitting}`;
}

function valueNear(track: Track, time: Instant): number {
  let nearest = 0;
  let distance = Number.POSITIVE_INFINITY;
  for (let i = 0; i < track.times.length; i += 1) {
    const apartBy = Math.abs((track.times[i] ?? 0) - time);
    if (apartBy < distance) {
      distance = apartBy;
      nearest = track.values[i] ?? 0;
    }
  }
  return nearest;
}
