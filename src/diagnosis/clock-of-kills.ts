import type { Instant } from '../foundation/clock.ts';
import { HOUR, MINUTE, type Milliseconds } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';

/** When kills keep to a clock. Set by hand; the chance that three do so by accident is 1 in 80. */
const CLOCK = {
  /** A span. A kill sooner after another meets the same demand again. */
  again: (HOUR / 2) satisfies Milliseconds,
  /** Kills that begin a series. Two keep to a minute by accident. */
  fewest: 3,
  /** A span in which all of them lie within their hour. */
  within: (4 * MINUTE) satisfies Milliseconds,
} as const;

/** `Memory is full at minute 13 of the hour each time (3 of 3): …`: the most useful fact about a job is its clock; nothing where there is none. */
export function clockLine(kills: readonly Instant[], step: Milliseconds): readonly string[] {
  const first = kills.filter((at, i) => at - (kills[i - 1] ?? Number.NEGATIVE_INFINITY) > CLOCK.again);
  if (first.length < CLOCK.fewest || step > CLOCK.within * 2) return [];
  const inHour = first.map((at) => at % HOUR);
  // The hour is a circle: from each of them on, how long it takes to come by all others.
  const spans = inHour.map((from) => ({ from, wide: Math.max(...inHour.map((at) => (at - from + HOUR) % HOUR)) }));
  const [narrow] = spans.toSorted((a, b) => a.wide - b.wide);
  if (narrow === undefined || narrow.wide > CLOCK.within) return [];
  const minute = (at: number) => Math.floor((at % HOUR) / MINUTE);
  const [from, to] = [minute(narrow.from), minute(narrow.from + narrow.wide)];
  const when = from === to ? `at minute ${from}` : `at minutes ${from} to ${to}`;
  const each = kills.length === first.length ? '' : `, with ${countOf(kills.length, 'kill')} in all`;
  return [
    `The kills begin ${when} of the hour, ${first.length} of ${first.length} times${each}: look for what starts a little before by a clock (cron, a scheduler, a report of each hour).`,
  ];
}
