import {
  currentSteps,
  type Investigation,
  type PodChoice,
  type PodFigures,
} from '../../investigation/state/investigation.ts';
import { formatByteRate, formatBytes } from '../../measurement/bytes.ts';
import { HOUR, type Milliseconds, SECOND } from '../../measurement/duration.ts';
import { countOf } from '../../measurement/share.ts';
import { formatInstant, formatMoments } from '../../measurement/time.ts';
import { shortPodNames } from '../../service/pod-name.ts';
import { code } from './markdown-text.ts';

type Pod = PodChoice & { readonly figures: PodFigures };

/** The pods as the question about memory ranked them, worst first. */
export function rankedPods(investigation: Investigation): readonly Pod[] {
  const step = currentSteps(investigation).find(({ facts }) => (facts?.pods ?? []).length > 0);
  return (step?.facts?.pods ?? []).flatMap((pod) =>
    pod.figures === undefined ? [] : [{ ...pod, figures: pod.figures }],
  );
}

/** Rows that a reader goes through; the JSON has every pod. */
const ROWS = 20;

/** A Markdown table: level, growth, kills and the next kill with its range; empty for a service that was not seen. */
export function podTable(investigation: Investigation): string {
  const pods = rankedPods(investigation);
  if (pods.length === 0) return '';
  const names = shortPodNames(pods.map(({ pod }) => pod));
  const rows = pods.slice(0, ROWS).map(({ pod, figures }) => {
    const cells = [
      code(names.get(pod) ?? pod),
      formatBytes(figures.level),
      growth(figures),
      String(figures.kills),
      next(figures),
    ];
    return `| ${cells.join(' | ')} |`;
  });
  const rest = pods.length > ROWS ? ['', `_and ${countOf(pods.length - ROWS, 'more pod')} in report.json_`] : [];
  const header = ['| pod | memory | grows | kills | next kill (UTC) |', '|---|--:|--:|--:|---|'];
  return ['## Pods', '', ...header, ...rows, ...rest].join('\n');
}

function growth({ alive, growing, perHour, nextKill, falls, asBefore }: PodFigures): string {
  if (asBefore === true && alive) return 'fills as earlier runs did';
  if (falls === true) return 'no, falls now';
  // What a heap has taken stands while what lives in it grows on.
  if (growing === 'yes' && perHour === 0 && nextKill?.heapFull === true) return 'yes, within its heap';
  // It grew in this window, and no longer does.
  if (growing === 'yes' && perHour === 0) return 'grew, level now';
  if (growing === 'yes') return perHour === undefined ? 'yes' : formatByteRate(perHour, HOUR);
  return growing === 'no' ? 'no' : 'not clear';
}

function next({ alive, growing, kills, nextKill, falls }: PodFigures): string {
  if (!alive) return 'gone';
  if (nextKill === undefined) {
    // Of a pod that is killed again and again, or may be full in a minute, no one reads "none" as good news.
    if (kills > 0) return 'no trend to predict it by';
    return growing === 'unclear' && falls !== true ? 'not known yet' : 'none predicted';
  }
  const { at, earliest, latest, heapFull } = nextKill;
  const what = heapFull === true ? 'heap full ' : '';
  // So near there is no time left to give a range of; a range of seconds further off is one.
  if (latest - earliest < AT_ONCE) return `${what}at any moment`;
  if (nextKill.open === true) return `${what}${formatInstant(earliest)} at the earliest, or not at all`;
  const [from, to] = formatMoments(earliest, latest);
  if (nextKill.wide === true) return `${what}between ${from} and ${to}`;
  // By the moment that it was written of: another may lie in a day with one figure less.
  const near = from.length > formatInstant(earliest).length;
  return `${what}about ${near ? formatMoments(at, at)[0] : formatInstant(at)} (${from} to ${to})`;
}

/** A range narrower than this is that of a kill within half a minute. */
const AT_ONCE: Milliseconds = 10 * SECOND;
