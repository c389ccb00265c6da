import { formatCount } from '../measurement/count.ts';
import { formatDuration } from '../measurement/duration.ts';
import type { Ages } from '../profile/ages.ts';
import type { GrowthPath } from '../profile/comparison.ts';
import type { FollowedHeap } from '../profile/followed-heap.ts';

/** Followed objects. Fewer may be young, or gone, by chance. A choice. */
const SEVERAL = 20;
/** Share of the objects of before. Seen where all are replaced: 0; of leaks 38 % and more, of many hundred. */
const NEARLY_NONE = 0.02;
/** Share of what was watched. Of a leak the ages reach over all of it; one that began lately would look so only for a while. */
const YOUNG = 0.25;
/** Followed objects of before on all other paths. Fewer say nothing. A choice. */
const ELSEWHERE = 8;
/** Share of these that has to be left where a table was full: it gives up objects that live. A choice. */
const LEFT_ELSEWHERE = 0.1;
/** Share of the objects of before: so many left are no turnover. A choice. */
const MOST_LEFT = 0.5;

type Aged = Pick<GrowthPath, 'ages'>;

/** How long the objects of a path live, where they come and go: nearly none of before is left, and nearly all are young. */
export function turnoverOf({ ages }: Aged, followed: FollowedHeap | undefined): Ages | undefined {
  if (ages === undefined || ages.objects < SEVERAL) return undefined;
  // Of one profile alone the objects of before that are gone are not known: then few of all may be of then.
  const before = ages.alone === true ? ages.objects : ages.before;
  if (before < SEVERAL || ages.left > NEARLY_NONE * before || ages.most > YOUNG * ages.watched) return undefined;
  const full = followed === undefined || followed.base.full || followed.current.full;
  const others = ages.elsewhere;
  return full && (others.before < ELSEWHERE || others.left < LEFT_ELSEWHERE * others.before) ? undefined : ages;
}

/** Whether the objects of before are still there: what requests need for their time would have gone. */
export function stays({ ages }: Aged): boolean {
  return ages !== undefined && ages.alone !== true && ages.before >= SEVERAL && ages.left >= MOST_LEFT * ages.before;
}

/** `95 % of them are at most 47 s old, of 9 min that were watched, and of the 669 that were followed before none is left: they come and go.` */
export function turnoverLine({ before, left, most, watched, alone }: Ages): string {
  if (alone === true)
    return `95 % of them are at most ${formatDuration(most)} old, of ${formatDuration(watched)} that were watched: they come and go, or are kept only since then, which a second recording shows.`;
  const those = left === 0 ? 'none is' : left === 1 ? 'one is' : `${formatCount(left)} are`;
  return `95 % of them are at most ${formatDuration(most)} old, of ${formatDuration(watched)} that were watched, and of the ${formatCount(before)} that were followed before ${those} left: they come and go.`;
}
