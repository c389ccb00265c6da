import { podLabelOf } from './pod-label.ts';
import type { Series, Track } from './series.ts';

/** Gives each of several processes behind one address a name of its own. */
export type ProcessNaming = (series: Series) => Series;

/** A figure that differs by less than this share is the same one, scraped a moment later. */
const SAME = 0.02;
/** So many of the moments that both have must differ for two series to be of two processes. */
const APART = 0.25;
/** Moments that both must have: those of a process that was started again have none. */
const LEAST_MOMENTS = 5;
/** More series of one address than this are not compared with each other: those tell by which label they differ. */
const MOST_COMPARED = 40;

/**
 * How processes are named that share an address (a master and its workers, as PM2 and gunicorn have them; services of one
 * machine whose port was cut off), from their resident memory: by the label whose values differ wherever that does. What
 * was scraped twice has the same figures, and stays one. Undefined where no address has several.
 */
export function processNaming(resident: readonly Series[]): ProcessNaming | undefined {
  const ofProcesses = resident.filter(({ labels, times }) => podLabelOf(labels) === 'instance' && times.length > 0);
  const byAddress = Map.groupBy(ofProcesses, ({ labels }) => labels['instance'] ?? '');
  const telling = new Map([...byAddress].flatMap(([address, alike]) => tellingLabels(address, alike)));
  if (telling.size === 0) return undefined;
  return (series) => {
    const { labels } = series;
    const names = podLabelOf(labels) === 'instance' ? (telling.get(labels['instance'] ?? '') ?? []) : [];
    const own = names.flatMap((label) => (labels[label] === undefined ? [] : [`${label}=${labels[label]}`]));
    if (own.length === 0) return series;
    return { ...series, labels: { ...labels, instance: `${labels['instance']} ${own.join(' ')}` } };
  };
}

function tellingLabels(
  address: string,
  alike: readonly Series[],
): readonly (readonly [address: string, labels: readonly string[]])[] {
  const compared = alike.slice(0, MOST_COMPARED);
  const pairs = compared.flatMap((one, i) => compared.slice(i + 1).map((other) => [one, other] as const));
  const apart = pairs.filter(([one, other]) => differ(one, other));
  if (apart.length === 0) return [];
  const labels = [...new Set(alike.flatMap((one) => Object.keys(one.labels)))].filter((label) => label !== 'instance');
  const differing = ({ labels: a }: Series, { labels: b }: Series, label: string) => a[label] !== b[label];
  const values = (label: string) => new Set(alike.map((one) => one.labels[label])).size;
  // Of several that would do, the one with the fewest values: a number of a process changes with each start.
  const [only] = labels
    .filter((label) => apart.every(([one, other]) => differing(one, other, label)))
    .sort((a, b) => values(a) - values(b) || (a < b ? -1 : 1));
  if (only !== undefined) return [[address, [only]]];
  const any = labels.filter((label) => apart.some(([one, other]) => differing(one, other, label)));
  return any.length === 0 ? [] : [[address, any.sort()]];
}

function differ(one: Track, other: Track): boolean {
  const known = new Map([...one.times].map((time, i) => [time, one.values[i] ?? 0]));
  let both = 0;
  let apart = 0;
  for (const [i, time] of other.times.entries()) {
    const [a, b] = [known.get(time), other.values[i] ?? 0];
    if (a === undefined) continue;
    both += 1;
    if (Math.abs(a - b) > SAME * Math.max(a, b)) apart += 1;
  }
  return both >= LEAST_MOMENTS && apart >= APART * both;
}
