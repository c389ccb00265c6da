import { formatCount } from '../measurement/count.ts';
import { formatDuration, MINUTE } from '../measurement/duration.ts';
import { formatClock } from '../measurement/time.ts';
import type { Comparison } from '../profile/comparison.ts';
import { locationText } from '../profile/frame.ts';
import type { GoroutineStacks } from '../profile/goroutine-groups.ts';
import type { Wait } from '../profile/goroutine-wait.ts';
import { type StandingGroup, standingGroups } from './goroutine-standing.ts';

/** Where the goroutines are that multiplied, in words. */
const WAITS: Readonly<Record<Wait, string>> = {
  'channel-send': 'wait in a channel send',
  'channel-receive': 'wait in a channel receive',
  select: 'wait in a select',
  lock: 'wait for a lock',
  'wait-group': 'wait for a WaitGroup',
  condition: 'wait for a sync.Cond',
  network: 'wait for the network',
  sleep: 'sleep',
  'system-call': 'are in a system call',
  nothing: 'are',
};

/** Groups that the runtime calls leaked and that get a line. */
const LEAKS_SAID = 2;
/** Other groups that get a line. */
const OTHERS_SAID = 1;
/** A group that adds less than this share of the growth is not worth a line. */
const LEAST_SHARE = 0.05;

/** What the stacks of multiplied goroutines say: `1,938 goroutines wait in a channel send at hedge/hedge.go:45, …`. */
export function goroutineLines(comparison: Comparison): readonly string[] {
  const { goroutines } = comparison;
  if (goroutines === undefined || comparison.delta <= 0) return [];
  const telling = standingGroups(comparison).filter(({ delta }) => delta >= LEAST_SHARE * comparison.delta);
  const leaks = telling.filter(({ counts }) => counts);
  const others = telling.filter(({ counts }) => !counts);
  return [
    ...withoutRepeatedDoubt(
      leaks.slice(0, LEAKS_SAID).map((group) => leakLine(group, goroutines, comparison.current.total)),
    ),
    ...others.slice(0, OTHERS_SAID).map((group) => otherLine(group, leaks.length > 0)),
  ];
}

function leakLine(group: StandingGroup, stacks: GoroutineStacks, all: number): string {
  const { since } = group;
  const longest =
    since === undefined || stacks.shown === undefined
      ? ''
      : `, the longest for ${formatDuration(Math.max(MINUTE, stacks.shown.time - since))}`;
  return `${placed(group, ` of ${formatCount(all)}`)}${longest}${proof(group, stacks)}.${doubt(group, stacks)}`;
}

function proof({ leaked, current }: StandingGroup, { leaked: asked }: GoroutineStacks): string {
  if (asked === undefined || leaked === undefined || leaked === 0) return '';
  const many = leaked >= current ? 'all of them' : `${formatCount(leaked)} of them`;
  return `; the runtime itself calls ${many} leaked (goroutineleak profile of ${formatClock(asked.time)} UTC)`;
}

const DOUBT = ' A profile does not show whether that select also has a timer.';

/** The same doubt about two groups is said once. */
function withoutRepeatedDoubt(lines: readonly string[]): readonly string[] {
  const first = lines.findIndex((line) => line.endsWith(DOUBT));
  return lines.map((line, i) => (i > first && line.endsWith(DOUBT) ? line.slice(0, -DOUBT.length) : line));
}

/** Said where it may mislead: nothing at hand shows whether they wake by themselves. */
function doubt({ wait, standing }: StandingGroup, { shown, leaked }: GoroutineStacks): string {
  if (standing !== 'unknown' || wait !== 'select' || shown !== undefined || leaked !== undefined) return '';
  return DOUBT;
}

function otherLine(group: StandingGroup, more: boolean): string {
  const { standing } = group;
  const why =
    standing === 'timer'
      ? 'their timer wakes them'
      : standing === 'woken'
        ? 'none waits for long, so a timer or traffic wakes them'
        : 'the runtime can still reach what they wait for, a timer or a sender';
  return `${placed(group, more ? ' more' : '')}: ${why}. They do not count as leaked.`;
}

function placed({ current, wait, frame }: StandingGroup, more = ''): string {
  return `${formatCount(current)}${more} goroutines ${WAITS[wait]} at ${locationText(frame)}`;
}
