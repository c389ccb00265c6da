import { isPresent } from '../metrics/standing.ts';
import { usualRange } from '../metrics/track.ts';
import { isFlat } from './burst-seen.ts';
import type { Growth, GrowthKind } from './growth.ts';
import type { RankedPod } from './ranked-pod.ts';

/** A pod that grows at less than this share of the subject's rate is not the one that gets killed. */
const SLOWER = 0.25;

/** The other pods in a clause: what the subject stands out from, or does not; `byRss` where of them only RSS was read. */
export function describeOthers(ranked: readonly RankedPod[], subject: RankedPod, byRss: boolean): string | undefined {
  const others = ranked.filter(({ pod }) => pod !== subject.pod);
  const running = others.filter(isRunning);
  const clauses = [runningClause(running, subject, byRss), goneClause(others.filter((pod) => !isRunning(pod)))];
  const said = clauses.filter((clause) => clause !== undefined);
  return said.length === 0 ? undefined : said.join(', ');
}

function isRunning({ memory }: RankedPod): boolean {
  return isPresent(memory);
}

/** What grew and stands now does not grow beside one that never did. */
const grows = ({ growth, rate }: RankedPod) => growth.answer === 'yes' && rate.pace?.stands === undefined;

function runningClause(running: readonly RankedPod[], subject: RankedPod, byRss: boolean): string | undefined {
  if (running.length === 0) return undefined;
  const one = running.length === 1;
  const them = one ? 'the other pod' : `the ${running.length} other pods`;
  const growing = running.filter(grows);
  if (growing.length > 0) {
    const who = growing.length === running.length ? them : `${growing.length} of ${them}`;
    const slower = grows(subject) && growing.every(({ growth }) => growth.perHour < SLOWER * subject.growth.perHour);
    return `${who} ${growing.length === 1 ? 'grows' : 'grow'}${slower ? ' far more slowly' : grows(subject) ? ' too' : ''}`;
  }
  if (running.every(({ growth }) => growth.falls !== undefined))
    return `${them} ${one ? 'falls' : 'fall'}${subject.growth.falls === undefined ? '' : ' too'}`;
  if (running.every(({ growth }) => growth.kind === 'too-little')) return `${them} ${one ? 'is' : 'are'} too young`;
  const open = openClause(running, them);
  if (open !== undefined) return open;
  const level = running.every(({ growth }) => growth.answer === 'no' || growth.stands !== undefined);
  if (byRss) return `RSS of ${them} ${level ? 'is level' : 'does not clearly grow'}`;
  if (!level) return one ? `${them} does not clearly grow` : `none of ${them} clearly grows`;
  const filled = running.some(({ growth }) => FILLED.has(growth.kind) && rose(growth));
  if (!filled && running.some((pod) => moves(pod) || pod.growth.returned !== undefined))
    return `${them} ${one ? 'does' : 'do'} not grow`;
  return `${them} ${one ? 'is' : 'are'} ${filled ? 'level by now' : 'flat'}`;
}

/** What is said where none surely grows, and some may do what the subject does; undefined where none may. */
function openClause(running: readonly RankedPod[], them: string): string | undefined {
  const rising = running.filter(({ growth }) => growth.beside === 'rises').length;
  const young = running.filter(({ growth }) => growth.beside === 'young' || growth.kind === 'too-little').length;
  const part = (some: number) => (some === running.length ? them : `${some} of ${them}`);
  if (rising > 0) return `${part(rising)} ${rising === 1 ? 'rises' : 'rise'} too, not yet surely`;
  if (!running.some(({ growth }) => growth.beside === 'young')) return undefined;
  return `${part(young)} ${young === 1 ? 'is' : 'are'} too young to say`;
}

/** Lines that are level at their end, and were not before. */
const FILLED: ReadonlySet<GrowthKind> = new Set(['warm-up', 'stopped', 'step']);
/** A smaller rise, as a share of what was reached, is flat to the eye. */
const SEEN = 0.15;

/** Whether its usual levels lie too far apart for a line that anyone calls flat. */
function moves({ memory }: RankedPod): boolean {
  return !isFlat(usualRange(memory.rss));
}

function rose({ stretch }: Growth): boolean {
  return stretch !== undefined && stretch.highest - stretch.lowest > SEEN * stretch.highest;
}

/** A pod that is gone and grew, or was killed, shows as much as one that runs; one that was level says nothing new. */
function goneClause(gone: readonly RankedPod[]): string | undefined {
  const grew = gone.filter(grows).length;
  const killed = gone.filter(({ memory }) => memory.kills.length > 0).length;
  if (grew + killed === 0) return undefined;
  const [most, did] = grew >= killed ? [grew, 'grew'] : [killed, killed === 1 ? 'was killed' : 'were killed'];
  const who = most < gone.length ? `${most} of ${gone.length}` : gone.length === 1 ? 'the one' : `all ${gone.length}`;
  return `${who} gone ${did} too`;
}
