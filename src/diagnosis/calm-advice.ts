import { type Bytes, formatBytes } from '../measurement/bytes.ts';
import { countOf } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { Stop } from '../metrics/stop.ts';
import type { Remedy } from '../runtime/runtime-words.ts';
import { shortRevision } from '../service/revision.ts';
import type { AdviceContext } from './advice-context.ts';
import { forConnections } from './connections-came.ts';
import type { Fixed } from './fixed.ts';
import { limitFor } from './larger-limit.ts';
import type { LimitRaised } from './limit-raised.ts';
import { lookBackTo, OVER_A_DAY } from './look-again.ts';

/** What to do about memory that does not grow, or no longer. */
export function calm(context: AdviceContext): Remedy {
  if (context.raised !== undefined) return keepLimit(context.raised);
  if (context.fixed !== undefined) return leaveAsIs(context.fixed);
  if (context.settling.kind !== 'stopped') return stayCalm(context);
  const { stop, connections } = context.settling;
  if (connections !== undefined) return forConnections(connections, stop);
  return context.heapRoom === undefined ? lookBack(stop) : keepRoom(stop, context.heapRoom);
}

/** A limit that was raised to what the service takes stays, and is made larger where an ordinary peak would fill it. */
export function keepLimit({ from, to, level }: LimitRaised): Remedy {
  const fitting = limitFor(level);
  return {
    steps: [
      `Now: nothing has to be done: the limit of ${formatBytes(to)} holds the ${formatBytes(level)} that the service takes.`,
      ...(fitting > to ? [`A limit of ${formatBytes(fitting)} leaves room for a peak above that.`] : []),
      `Then: write ${formatBytes(Math.max(fitting, to))} into the manifest as well, if the limit was changed by hand or by an autoscaler (VPA): at ${formatBytes(from)} the kills come back.`,
    ],
    proof: `The next 24 h bring no kill, and memory stays at about ${formatBytes(level)}.`,
  };
}

/** A revision that leaks is not to come back before its leak is found. */
export function leaveAsIs({ revision, running }: Fixed): Remedy {
  const what = revision === undefined ? 'what was replaced' : shortRevision(revision);
  return {
    steps: [
      `Now: nothing has to be done: ${what} no longer runs, and none of the ${countOf(running, 'pod')} that run${running === 1 ? 's' : ''} grows.`,
      `Fix: find what leaks in ${what} before it is deployed again; its profiles and figures are those of the time before.`,
    ],
    proof: 'The next 24 h are as level as the time since.',
  };
}

function stayCalm({ urgency, again, narrow, idle }: AdviceContext): Remedy {
  const { returned } = urgency;
  const longer = returned === undefined ? OVER_A_DAY : lookBackTo(returned.at, urgency.now);
  const later = idle === undefined || returned !== undefined ? longer : WITH_REQUESTS;
  const calmNow =
    narrow === undefined && idle === undefined && returned === undefined
      ? 'nothing has to be done for memory.'
      : `nothing is urgent for memory. ${later}`;
  const now = again === undefined ? calmNow : `wait, and do not act on this yet. ${again}`;
  return {
    steps: [
      `Now: ${now}${urgency.restarts > 0 ? ` For the restarts look at ${urgency.elsewhere === true ? 'the log of the process and at what else runs on its machine' : 'node pressure and at the other containers of the pod'}.` : ''}`,
    ],
    proof: again === undefined ? 'The next 24 h look like these.' : 'The next look finds memory at the same level.',
  };
}

/** Memory that requests leave behind shows under requests alone. */
const WITH_REQUESTS = 'Look again over a window in which requests come.';

/** What grew and stopped has a reason that began and ended with it. */
function lookBack({ from, before, at, gained }: Stop): Remedy {
  const when = before
    ? `ended about ${formatInstant(at)}`
    : `began about ${formatInstant(from)} and ended about ${formatInstant(at)}`;
  return {
    steps: [
      `Now: nothing is urgent: look for what ${when} UTC (a job, a feature flag, a client): memory grew while it ran.`,
      `Fix: let what it used go when it ends: ${formatBytes(gained)} of it are still in memory. A restart returns them, and changes nothing about the cause.`,
    ],
    proof: 'When it runs again, memory grows again; after the fix it returns.',
  };
}

/** What grew and stopped is room of a heap: nothing in the program still uses it. */
function keepRoom({ at }: Stop, room: Bytes): Remedy {
  return {
    steps: [
      `Now: nothing has to be done for memory: ${formatBytes(room)} of what it gained until ${formatInstant(at)} UTC is unused heap (free space and garbage), which the runtime keeps for its next need.`,
    ],
    proof: 'The live heap stays as level in the next 24 h.',
  };
}
