import { GIVE_UP_AFTER } from '../../investigation/state/fix.ts';
import type { Conclusion } from '../../investigation/state/investigation.ts';
import { formatDuration } from '../../measurement/duration.ts';
import { shortRevision } from '../../service/revision.ts';
import { code, escapeText, link, moment } from '../text.ts';

/** `Same path as in the report of 12 Aug, 03:12 (that thread); found 2 times before.` */
export function recurrenceLine({ recurrence }: Conclusion, earlierThread: string | undefined): readonly string[] {
  if (recurrence === undefined) return [];
  const day = moment(recurrence.at);
  const where = earlierThread === undefined ? '' : ` (${link(earlierThread, 'that thread')})`;
  const often = recurrence.times < 2 ? '' : `; found ${recurrence.times} times before`;
  return [`*Same path as in the report of* ${day}${where}${often}.`];
}

/** `Began with the deploy of 4f2c1a9, 22 Nov 13:12 (compare 9e01b7c…4f2c1a9).` */
export function beganLine({ finding, compareUrl }: Conclusion): readonly string[] {
  const { began } = finding;
  if (began === undefined) return [];
  const { deploy } = began;
  if (deploy === undefined) return [`Began about ${moment(began.at)}, no deploy near it.`];
  const revision = code(shortRevision(deploy.revision));
  const span = deploy.previous && `${shortRevision(deploy.previous)}…${shortRevision(deploy.revision)}`;
  const compare =
    span === undefined
      ? ''
      : compareUrl === undefined
        ? ` (before it ${code(shortRevision(deploy.previous ?? ''))})`
        : ` (${link(compareUrl, `compare ${span}`)})`;
  return [`Began with the deploy of ${revision}, ${moment(deploy.time)}${compare}.`];
}

/** What would prove it; and that Leakbot looks by itself, where it will. */
export function proofLine({ finding, baseline, fix }: Conclusion): string {
  const promise =
    baseline === undefined || fix !== undefined
      ? ''
      : ` I will check after the next deploy (for ${formatDuration(GIVE_UP_AFTER)}).`;
  return `*Proof:* ${escapeText(finding.proof)}${promise}`;
}
