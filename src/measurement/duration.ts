/** A span of time in milliseconds. */
export type Milliseconds = number;

/** In milliseconds, as every span. */
export const SECOND = 1000;
/** In milliseconds. */
export const MINUTE = 60 * SECOND;
/** In milliseconds. */
export const HOUR = 60 * MINUTE;
/** In milliseconds. */
export const DAY = 24 * HOUR;

/** `4 h 18 min`, `40 s`, `2 d 3 h`: the two largest units that say something. */
export function formatDuration(span: Milliseconds): string {
  const seconds = Math.round(Math.abs(span) / SECOND);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return join(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  const hours = Math.round(minutes / 60);
  return join(Math.floor(hours / 24), 'd', hours % 24, 'h');
}

function join(large: number, largeUnit: string, small: number, smallUnit: string): string {
  return small === 0 ? `${large} ${largeUnit}` : `${large} ${largeUnit} ${small} ${smallUnit}`;
}

/** The units of Prometheus’ durations that have one length. */
const UNIT = { ms: 1, s: SECOND, m: MINUTE, h: HOUR, d: DAY, w: 7 * DAY } as const;

/** Reads `30s`, `24h`, `7d`, `1h30m`, as Prometheus writes durations. Undefined when it is none. */
export function parseDuration(text: string): Milliseconds | undefined {
  const trimmed = text.trim();
  if (!/^(\d+(?:\.\d+)?(ms|s|m|h|d|w))+$/.test(trimmed)) return undefined;
  let total = 0;
  for (const [, figure, unit] of trimmed.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d|w)/g)) {
    total += Number(figure) * UNIT[unit as keyof typeof UNIT];
  }
  return total;
}
