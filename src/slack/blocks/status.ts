import { disputedSteps } from '../../investigation/state/disputed.ts';
import {
  currentConclusion,
  currentSteps,
  type Investigation,
  type Overview,
  serviceName,
} from '../../investigation/state/investigation.ts';
import { formatBytes } from '../../measurement/bytes.ts';
import { MINUTE } from '../../measurement/duration.ts';
import { countOf } from '../../measurement/share.ts';
import { lengthOf } from '../../measurement/time.ts';
import { shortPodNames } from '../../service/pod-name.ts';
import { shortRevision } from '../../service/revision.ts';
import { bold, clip, clock, code, escapeText, moment } from '../text.ts';
import { button } from './button.ts';
import { LIMITS } from './limits.ts';
import { type ComposedMessage, section } from './message.ts';

/** The opening, updated in place: what happened, how far the investigation is, what comes next. */
export function statusMessage(investigation: Investigation, stepCount: number): ComposedMessage {
  const lines = [
    bold(['Memory investigation', ...placeOf(investigation)].join(' · ')),
    ...(investigation.overview === undefined ? [] : [happened(investigation.overview)]),
    progress(investigation, stepCount),
  ];
  const running = investigation.status !== 'concluded' && investigation.status !== 'cancelled';
  const text = `Memory investigation · ${escapeText(placeOf(investigation).join(' · '))}`;
  return {
    text: clip(text, LIMITS.text),
    blocks: [{ ...section(lines.join('\n')), ...(running ? { accessory: cancelButton(investigation) } : {}) }],
  };
}

/** `markets-api`, `prod`, `eu-1`: as far as known. */
export function placeOf(investigation: Investigation): readonly string[] {
  const workload = investigation.service?.workload;
  return [serviceName(investigation), workload?.namespace, workload?.cluster].filter((part) => part !== undefined);
}

function nothingHappened({ killsUncounted, restartsUncounted }: Overview): string {
  if (killsUncounted !== true) return 'No OOM kill and no restart seen';
  return restartsUncounted === true
    ? 'OOM kills and restarts are not counted here'
    : 'OOM kills are not counted here, and no restart is seen';
}

function happened(overview: Overview): string {
  const facts = [
    ...(overview.kills === 0 && overview.restarts === 0
      ? [`${nothingHappened(overview)} on ${countOf(overview.pods, 'pod')}`]
      : [kills(overview), ...(overview.restarts === overview.kills ? [] : [countOf(overview.restarts, 'restart')])]),
    ...(overview.limit === undefined ? ['no memory limit known'] : [`limit ${formatBytes(overview.limit)}`]),
    ...(overview.revision === undefined ? [] : [revision(overview)]),
  ];
  return facts.join(' · ');
}

/** `4 OOM kills since 22 Nov 13:12, all on x2x`: restarts are counted apart, because they may be on other pods. */
function kills({ kills, killedPods, firstKillAt }: Overview): string {
  const names = shortPodNames(killedPods);
  const pods = killedPods.map((pod) => code(names.get(pod) ?? pod));
  const more = pods.length > 4 ? ` and ${pods.length - 4} more` : '';
  const on =
    pods.length === 0
      ? ''
      : ` ${pods.length === 1 && kills > 1 ? 'all on' : 'on'} ${pods.slice(0, 4).join(', ')}${more}`;
  const since = firstKillAt === undefined ? '' : ` since ${moment(firstKillAt)},`;
  return `${kills === 0 ? 'No OOM kill' : countOf(kills, 'OOM kill')}${since}${on}`;
}

function revision(overview: Overview): string {
  const deployed = overview.deployedAt === undefined ? '' : ` (deployed ${moment(overview.deployedAt)})`;
  return `revision ${code(shortRevision(overview.revision ?? ''))}${deployed}`;
}

function progress(investigation: Investigation, stepCount: number): string {
  const asked = currentSteps(investigation);
  const at = `Step ${asked.length} of ${stepCount}`;
  switch (investigation.status) {
    case 'needs-service':
      return 'Which service is it? Please pick one below.';
    case 'cancelled':
      return `Cancelled after step ${asked.length}.`;
    case 'concluded':
      return concluded(investigation);
    case 'concluding':
      return `${at} answered · comparing profiles and writing the report …`;
    case 'asking': {
      const working = asked.some((step) => step.status === 'observing') ? ' · looking …' : '';
      return `${at}${nextKill(investigation)}${working}`;
    }
  }
}

/** A report is settled where the answers are what the data shows. */
function concluded(investigation: Investigation): string {
  const title = bold(currentConclusion(investigation)?.finding.title ?? 'Concluded');
  const [disputed] = disputedSteps(investigation);
  const data = disputed?.facts?.judgement.headline.replace(/\.$/, '');
  return data === undefined ? `✅ ${title}` : `⚠️ ${title}. An answer and the data differ: ${escapeText(data)}.`;
}

/** With its range where that is wide enough to matter; where nothing is predicted although pods were killed, that is said. */
function nextKill({ overview }: Investigation): string {
  if (overview === undefined) return '';
  const { nextKillAt: at, nextKillRange: range, kills, limit } = overview;
  if (at === undefined)
    return kills > 0 && limit !== undefined
      ? ' · when the next kill comes cannot be predicted: no living pod climbs steadily'
      : '';
  const what = overview.heapFullNext === true ? 'heap full, and its end,' : 'next kill';
  if (overview.nextKillOpen === true && range !== undefined)
    return ` · ${what} expected at ${clock(range.from)} at the earliest`;
  const wide = range !== undefined && lengthOf(range) > TELLING;
  return ` · ${what} expected about ${clock(at)}${wide ? ` (${clock(range.from)} to ${clock(range.to)})` : ''}`;
}

/** A range narrower than this is no news. */
const TELLING = 5 * MINUTE;

function cancelButton(investigation: Investigation) {
  return {
    ...button('Cancel', { kind: 'cancel' }, investigation),
    confirm: {
      title: { type: 'plain_text' as const, text: 'Cancel the investigation?' },
      text: { type: 'plain_text' as const, text: 'The thread stays; its questions lose their buttons.' },
      confirm: { type: 'plain_text' as const, text: 'Cancel it' },
      deny: { type: 'plain_text' as const, text: 'Keep going' },
    },
  };
}
