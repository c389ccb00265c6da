import type { HeldBackSummary } from '../../investigation/silence/announcement.ts';
import { endOf, type Mute } from '../../investigation/silence/mute.ts';
import type { MuteInForce } from '../../investigation/silence/muting.ts';
import { nameOfWorkload } from '../../service/directory.ts';
import { code, moment, person } from '../text.ts';
import { heldBackFacts } from './held-back.ts';

/** `orders` · until when · who, since when · what it held back */
export function muteFacts({ mute, heldBack }: MuteInForce): string {
  const held = heldBack.length === 0 ? 'no alert since' : factsOf(heldBack);
  return `${code(nameOfWorkload(mute.workload))} · ${untilText(mute)} · ${person(mute.by)}, ${moment(mute.since)} · ${held}`;
}

/** Several where more than one container of the workload is in it. */
export function factsOf(heldBack: readonly HeldBackSummary[]): string {
  const [only] = heldBack;
  if (only !== undefined && heldBack.length === 1) return heldBackFacts(only);
  return heldBack.map((each) => `${code(each.name)} ${heldBackFacts(each)}`).join('; ');
}

export function untilText(mute: Mute): string {
  return Number.isFinite(endOf(mute)) ? `until ${moment(endOf(mute))}` : 'until someone ends it';
}

/** One line about a workload whose alerts quiet hours collect. */
export function collectedLine(workload: HeldBackSummary): string {
  return `• ${code(workload.name)} · ${heldBackFacts(workload)}`;
}
