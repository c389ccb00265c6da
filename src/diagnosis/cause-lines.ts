import { formatBytes, formatFigure } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { quantile } from '../metrics/track.ts';
import type { FindingKind } from './finding.ts';
import { loadLink } from './load.ts';
import { limitOf, type Observation } from './observation.ts';
import { cacheIsSeparate } from './page-cache.ts';
import { endMeans, endsOf } from './restarts.ts';

/** The figures of a cause that memory alone does not show: the page cache beside it, the traffic it follows. */
export function causeLines(kind: FindingKind, observation: Observation, pod: PodMemory): readonly string[] {
  if (kind === 'page-cache') return cacheLine(observation, pod);
  if (kind === 'restarts-not-memory') return endLine(observation, pod);
  return kind === 'load-driven' ? trafficLine(observation, pod) : [];
}

function endLine(observation: Observation, pod: PodMemory): readonly string[] {
  const restarts = endsOf(observation, pod);
  return restarts === undefined ? [] : [endMeans(restarts)];
}

function cacheLine(observation: Observation, pod: PodMemory): readonly string[] {
  const workingSet = observation.measured['working-set']?.track.values;
  if (workingSet === undefined || workingSet.length === 0) return [];
  const high = quantile(workingSet, 0.95);
  const own = quantile(pod.rss.values, 0.95);
  const limit = limitOf(observation, pod);
  const of = limit === undefined ? '' : ` of the limit of ${formatBytes(limit)}`;
  const what = cacheIsSeparate(observation) ? 'page cache' : 'page cache or memory-backed files';
  return [`The working set reaches ${formatBytes(high)}${of}, and ${formatBytes(high - own)} of it is ${what}.`];
}

function trafficLine(observation: Observation, pod: PodMemory): readonly string[] {
  const link = loadLink(observation, pod);
  if (link === undefined) return [];
  const perMinute = (perHour: number) => formatCount(Math.round(perHour / 60));
  return [
    `Memory rises and falls with ${perMinute(link.low)} to ${perMinute(link.high)} requests/min (rank correlation ${formatFigure(link.correlation)}).`,
  ];
}
