import type { Attribution } from '../attribution/attribution.ts';
import type { RunLedger } from '../attribution/run-ledger.ts';
import type { CauseShare } from '../attribution/shares.ts';
import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import type { Milliseconds } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { explanationOf } from './explanation.ts';
import type { Observation } from './observation.ts';

/** What memory gained between the two ends of the ledger: the figures of headline, picture, ledger and report. */
export interface Climb {
  readonly from: Bytes;
  readonly to: Bytes;
  readonly span: Milliseconds;
}

/** The climb of the run that is accounted for; undefined where none is, or it gained nothing. */
export function climbOf(observation: Observation, pod: PodMemory): Climb | undefined {
  if (observation.runs?.pod !== pod.pod) return undefined;
  const ledger = explanationOf(observation)?.ledger;
  if (ledger === undefined || ledger.end.total <= ledger.base.total) return undefined;
  return { from: ledger.base.total, to: ledger.end.total, span: ledger.end.at.to - ledger.base.at.from };
}

/** `224 MiB of the growth of 281 MiB (80 %)`: the share is that of the figures beside it, and what is left out of the growth is said. */
export function partOfGrowth(
  { bytes }: Pick<CauseShare, 'bytes'>,
  attribution: Pick<Attribution, 'whole' | 'ledger'>,
): string {
  const room = roomBeside(attribution);
  return shareOfGrowth(bytes, attribution, room > 0 ? `, not counting ${formatBytes(room)} of unused heap` : '');
}

/** The same, where the room of the collector is said elsewhere. */
export function partAlone(
  { bytes }: Pick<CauseShare, 'bytes'>,
  attribution: Pick<Attribution, 'whole' | 'ledger'>,
): string {
  return shareOfGrowth(bytes, attribution, '');
}

/** What a part stated alone leaves out of the growth, as a sentence; nothing where that is within the tolerance. */
export function roomSaid(attribution: Pick<Attribution, 'whole' | 'ledger'>): readonly string[] {
  const room = roomBeside(attribution);
  return room > 0 ? [`Besides, memory gained ${formatBytes(room)} of unused heap: free space and garbage.`] : [];
}

/** What memory gained as room of its collector, which no cause owns; 0 where that is within the tolerance. */
function roomBeside({ whole, ledger }: Pick<Attribution, 'whole' | 'ledger'>): Bytes {
  const room = ledger.end.total - ledger.base.total - whole;
  return room > ledger.tolerance ? room : 0;
}

/** Share of what memory gained. What else gained less explains nothing. */
const MOSTLY_ROOM = 0.8;

/** Unused room of a heap (free space and garbage), where that is nearly all that memory gained; undefined where it is not. */
export function roomThatGrew(observation: Observation): Bytes | undefined {
  const attribution = explanationOf(observation);
  if (attribution === undefined) return undefined;
  const { base, end } = attribution.ledger;
  const room = roomBeside(attribution);
  return room > 0 && room >= MOSTLY_ROOM * (end.total - base.total) ? room : undefined;
}

function shareOfGrowth(bytes: Bytes, { whole }: Pick<Attribution, 'whole'>, beside: string): string {
  const part = Math.max(0, Math.min(bytes, whole));
  if (whole <= 0) return formatBytes(part);
  const all = formatBytes(whole);
  // With its unit, although the whole has it too: "1 of the growth" reads as one of several growths.
  const said = formatBytes(part) === all ? 'all' : formatBytes(part);
  if (said === 'all' && part >= NEARLY_ALL * whole)
    return `all of the growth of ${all}${beside === '' ? '' : ` (${beside.slice(2)})`}`;
  return `${said === 'all' && part < NEARLY_ALL * whole ? 'nearly all' : said} of the growth of ${all} (${formatShare(part / whole)}${beside})`;
}

/** A part that is written as the whole is all of it from this share on. */
const NEARLY_ALL = 0.995;

/** Memory gained less than this share of what its parts gained: they took the place of others. */
const MOSTLY_NET = 0.5;

/** Whether what grew took the place of other memory, so that memory as a whole hardly grew. */
export function tookThePlace({ ledger: { base, end }, whole }: Attribution): boolean {
  return end.total - base.total < MOSTLY_NET * whole;
}

/** Of what the live heap gained in the last half of the run memory as a whole gained less than this share: it is full. */
const STANDS = 0.5;
/** In the last half of the run a part gained this many times what is noise. */
export const TIMES_TOLERANCE = 4;

/** Whether memory stands, at its limit or its goal, while the live heap climbs on: into swap, or into what was free of the heap. */
export function outgrowsLevel({ middle, end, tolerance }: RunLedger): boolean {
  const live = (end.parts['live-heap'] ?? 0) - (middle.parts['live-heap'] ?? 0);
  return live >= TIMES_TOLERANCE * tolerance && end.total - middle.total < STANDS * live;
}
