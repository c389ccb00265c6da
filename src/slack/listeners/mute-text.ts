import type { Mute } from '../../investigation/silence/mute.ts';
import type { Collected, MuteInForce } from '../../investigation/silence/muting.ts';
import { nameOfWorkload } from '../../service/directory.ts';
import { collectedLine, factsOf, muteFacts, untilText } from '../blocks/mute-line.ts';
import { code, moment, person } from '../text.ts';

/** Lines in one answer; Slack takes about 3,000 characters. */
const LINES_SHOWN = 20;

export function mutedText(mute: Mute): string {
  const name = nameOfWorkload(mute.workload);
  return `🔕 ${code(name)} is muted ${untilText(mute)}: its alerts open no thread, and I count them. ${code(`/leak unmute ${name}`)} ends it.`;
}

export function alreadyMutedText(mute: Mute): string {
  return `${code(nameOfWorkload(mute.workload))} is muted already ${untilText(mute)} · ${person(mute.by)}.`;
}

export function unmutedText(ended: readonly MuteInForce[]): string {
  const lines = ended.map(({ mute, heldBack }) => {
    const held = heldBack.length === 0 ? 'No alert was held back.' : `Held back: ${factsOf(heldBack)}.`;
    return `🔔 ${code(nameOfWorkload(mute.workload))} is no longer muted. ${held}`;
  });
  return lines.join('\n');
}

export function notMutedText(name: string, near: readonly string[]): string {
  const guess =
    near.length === 0
      ? `${code('/leak mute')} lists what is.`
      : `Did you mean ${near.map((each) => code(`/leak unmute ${each}`)).join(' or ')}?`;
  return `${code(name)} is not muted. ${guess}`;
}

export function nothingMutedText(): string {
  return `Nothing is muted. ${code('/leak mute <service> 2h')} (${code('1d')}, ${code('forever')}) keeps the alerts of a service from opening threads.`;
}

export function muteListText(mutes: readonly MuteInForce[]): string {
  if (mutes.length === 0) return nothingMutedText();
  return cut(['Muted:', ...mutes.map(muteLine)]);
}

/** What opens no thread now; undefined where everything does. */
export function silencesText({
  mutes,
  collected,
}: {
  readonly mutes: readonly MuteInForce[];
  readonly collected: Collected;
}): string | undefined {
  const muted = mutes.length === 0 ? [] : ['Muted:', ...mutes.map(muteLine)];
  const quiet =
    collected.workloads.length === 0
      ? []
      : [`Collected in quiet hours, until ${moment(collected.until)}:`, ...collected.workloads.map(collectedLine)];
  const lines = [...muted, ...quiet];
  return lines.length === 0 ? undefined : cut(lines);
}

function muteLine(mute: MuteInForce): string {
  return `• ${muteFacts(mute)}`;
}

function cut(lines: readonly string[]): string {
  const more = lines.length - LINES_SHOWN;
  return [...lines.slice(0, LINES_SHOWN), ...(more > 0 ? [`and ${more} more`] : [])].join('\n');
}
