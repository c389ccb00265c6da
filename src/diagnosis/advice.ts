import { type Bytes, formatBytes, GiB, MiB } from '../measurement/bytes.ts';
import { HOUR } from '../measurement/duration.ts';
import { uncapitalised } from '../measurement/sentence.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { Stop } from '../metrics/stop.ts';
import type { Remedy, Saving } from '../runtime/runtime-words.ts';
import { shortRevision } from '../service/revision.ts';
import type { AdviceContext } from './advice-context.ts';
import { hardlyMoves, raiseInstead } from './bound-moves.ts';
import { forConnections } from './connections-came.ts';
import { CONTAINER_ADVICE } from './container-advice.ts';
import { fallingRemedy } from './falling.ts';
import type { FindingKind } from './finding.ts';
import { firstStep, fullBeforeALook, gainTime, isPressing, watchReturn } from './first-step.ts';
import type { Fixed } from './fixed.ts';
import { nativeWords } from './grew-outside.ts';
import { heapFix } from './heap-fix.ts';
import { jobRemedy } from './job-runs.ts';
import type { LimitLowered } from './limit-lowered.ts';
import type { LimitRaised } from './limit-raised.ts';
import { lookBackTo, OVER_A_DAY } from './look-again.ts';
import { boundProcesses } from './many-processes.ts';
import { operatorCan } from './off-the-shelf.ts';
import { restartRemedy } from './restarts.ts';
import { risingRemedy } from './rising-runs.ts';
import { type Settling, waitWhileSlowing } from './settling.ts';
import { tooSoonToRaise } from './too-soon.ts';
import type { Urgency } from './urgency-figures.ts';

/** Room above the highest peak seen: traffic grows, and the collector needs some. */
const HEADROOM = 1.25;

/** A limit that holds a peak: a quarter above, rounded up to a figure people would write. */
function limitFor(peak: Bytes): Bytes {
  const wanted = peak * HEADROOM;
  const unit = wanted <= GiB ? 64 * MiB : wanted <= 4 * GiB ? 128 * MiB : 512 * MiB;
  return Math.ceil(wanted / unit) * unit;
}

/** A larger limit than the one there is, that holds the peak and what the runtime may take: the same in title and advice. */
export function largerLimit({
  peak = 0,
  limit = 0,
  largestHeap = 0,
}: Pick<AdviceContext, 'peak' | 'limit' | 'largestHeap'>): Bytes {
  return limitFor(Math.max(peak, limit, largestHeap));
}

type Advice = (context: AdviceContext) => Remedy;

const ADVICE: Readonly<Record<FindingKind, Advice>> = {
  'heap-leak': (context) => ({
    steps: [firstStep(context.urgency, unsaved(context, 'heap')), heapFix(context)],
    proof: '30 min after the fix the live heap is level at the same traffic.',
  }),
  'goroutine-leak': (context) => ({
    steps: [gainTime(context.urgency, unsaved(context, 'count')), context.words.countFix(context.suspect)],
    proof: '30 min after the fix the goroutine count is level at the same traffic.',
  }),
  'thread-leak': (context) => ({
    steps: [gainTime(context.urgency, unsaved(context, 'threads')), context.words.threadFix(context.suspect)],
    proof: 'After the fix the thread count is level at the same traffic.',
  }),
  'handle-leak': (context) => ({
    steps: [gainTime(context.urgency, unsaved(context, 'count')), context.words.countFix(context.suspect)],
    proof: 'After the fix the number of active handles is level at the same traffic.',
  }),
  'native-growth': (context) => {
    const { words, outsideGrew, pod, suspect } = context;
    const { fix, see, proof } = nativeWords(words, outsideGrew);
    // Which process it is shows at once, and decides what can be done.
    const steps =
      outsideGrew === 'processes' || outsideGrew === 'one-process'
        ? [see(pod), fix]
        : [gainTime(context.urgency), fix, ...(suspect === undefined ? [see(pod)] : [])];
    return { steps, proof };
  },
  'limit-too-small': raiseLimit,
  'gc-misconfigured': ({ words, limit, outside, fault, urgency, today, largestHeap }) => {
    const setting = limit === undefined ? undefined : words.heapSetting(limit, outside);
    if (limit !== undefined && largestHeap !== undefined && hardlyMoves(setting, largestHeap))
      return raiseInstead(limit, limitFor(Math.max(limit, largestHeap + (outside ?? 0))), largestHeap);
    const remedy = words.collectorFix(setting, fault);
    const [now = '', ...then] = remedy.steps;
    return { steps: [`${now}${beside(today)}`, ...then], proof: `${remedy.proof}${killsEnd(urgency)}` };
  },
  'load-driven': followLoad,
  'warm-up': (context) => {
    if (context.raised !== undefined) return keepLimit(context.raised);
    return context.fixed === undefined ? waitForLevel(context) : leaveAsIs(context.fixed);
  },
  burst: boundBurst,
  ...CONTAINER_ADVICE,
  'restarts-not-memory': ({ pod, restarts, urgency }) => restartRemedy(pod, restarts, urgency.elsewhere),
  'no-growth': calm,
  'not-enough-data': withoutData,
};

function calm(context: AdviceContext): Remedy {
  if (context.raised !== undefined) return keepLimit(context.raised);
  if (context.fixed !== undefined) return leaveAsIs(context.fixed);
  if (context.settling.kind !== 'stopped') return stayCalm(context);
  const { stop, connections } = context.settling;
  if (connections !== undefined) return forConnections(connections, stop);
  return context.heapRoom === undefined ? lookBack(stop) : keepRoom(stop, context.heapRoom);
}

/** A limit that was raised to what the service takes stays, and is made larger where an ordinary peak would fill it. */
function keepLimit({ from, to, level }: LimitRaised): Remedy {
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
function leaveAsIs({ revision, running }: Fixed): Remedy {
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

/** What to do about a kind of finding (what to do now, then how to fix it), fitted to the runtime and the frame that grew. */
export function adviceFor(kind: FindingKind, context: AdviceContext): Remedy {
  if (context.contradicted) return AGAINST_DATA;
  if (context.rising !== undefined) return risingRemedy(context.rising, limitFor);
  if (context.falls !== undefined) return fallingRemedy(context.falls, context.again);
  const remedy = ADVICE[kind](context);
  return context.job === undefined ? remedy : jobRemedy(kind, remedy, context.job, largerLimit(context));
}

/** What a restart of the pod would lose: undefined where profiles have it already, or the pod no longer runs. */
function unsaved({ suspect, words, urgency, pod }: AdviceContext, part: keyof Saving): string | undefined {
  return suspect === undefined && urgency.alive ? words.saving[part]?.(pod) : undefined;
}

/** Only what was there can end. */
function killsEnd({ kills }: Urgency): string {
  return kills > 0 ? ' The kills end.' : '';
}

/** A sentence behind another one, where there is one. */
function beside(sentenceOf: string | undefined): string {
  return sentenceOf === undefined ? '' : ` ${sentenceOf}`;
}

function raiseLimit(context: AdviceContext): Remedy {
  const { words, outside, urgency, lowered, today } = context;
  if (lowered !== undefined) return putBack(lowered, words.slimmer);
  const fitting = largerLimit(context);
  const setting = words.heapSetting(fitting, outside);
  const collector = setting === undefined ? '' : ` and ${setting.name} to ${setting.value}`;
  const now = setting === undefined ? '' : beside(today);
  return {
    steps: [`Now: set the limit to ${formatBytes(fitting)}${collector}.${now}`, words.slimmer],
    proof: `At ${formatBytes(fitting)} the same traffic runs a day ${urgency.kills > 0 ? 'without a kill' : 'clear of the limit'}.`,
  };
}

function putBack({ at, from, level }: LimitLowered, slimmer: string): Remedy {
  return {
    steps: [
      `Now: set the limit back to ${formatBytes(from)}: it was lowered at ${formatInstant(at)} UTC, and the service takes ${formatBytes(level)}. Where an autoscaler (VPA) did it, set its minAllowed first.`,
      slimmer,
    ],
    proof: `At ${formatBytes(from)} the kills end.`,
  };
}

/** A kill that is nearer than this comes before a second look. */
const BEFORE_A_LOOK = HOUR;

/** What fills under new traffic stops by itself; a leak does not. */
function watchNewTraffic({ urgency }: AdviceContext): Remedy {
  const left = (urgency.nextKill?.at ?? Number.POSITIVE_INFINITY) - urgency.now;
  return {
    steps: [
      left < BEFORE_A_LOOK
        ? firstStep({ ...urgency, fixUnknown: true })
        : `Now: watch whether memory of ${urgency.pod} levels off, and look again in an hour: it rises since the traffic came to it.`,
      'Then: if it still rises after two hours of the same traffic, compare two heap profiles taken in that time.',
    ],
    proof: 'At the next look memory is level at the same traffic.',
  };
}

function followLoad(context: AdviceContext): Remedy {
  if (context.newTraffic) return watchNewTraffic(context);
  const { peak, limit, largestHeap = 0, urgency } = context;
  const fitting = peak === undefined ? undefined : limitFor(Math.max(peak, largestHeap));
  const holds = peak === undefined || (limit !== undefined && limit >= limitFor(peak));
  return {
    steps: [
      holds || fitting === undefined
        ? 'Now: nothing is urgent: the limit holds at the traffic seen.'
        : urgency.kills > 0 || limit !== undefined
          ? `Now: scale out, or set the limit to ${formatBytes(fitting)}: it holds for the traffic seen.`
          : `Now: nothing is urgent; a limit of ${formatBytes(fitting)} holds for the traffic seen.`,
      'Fix: memory follows traffic: scale out, or bound the concurrency of one pod (worker pool, semaphore, queue limit).',
    ],
    proof: 'At the next peak memory returns with the traffic and stays below the limit.',
  };
}

const NOW_LEVEL: Readonly<Record<Exclude<Settling['kind'], 'in-heap' | 'slowing'>, string>> = {
  level: 'Now: nothing has to be done: memory levelled off after its start.',
  stopped: 'Now: nothing is urgent: memory stopped growing and is level.',
  'as-before': 'Now: nothing has to be done: the runs before it rose as far and then stood still.',
  'few-of-job':
    'Now: nothing is urgent: a run of this job returns its memory when it ends. Whether runs take more and more is not known of so few: look again after the next three.',
  'as-job': 'Now: nothing has to be done: the runs of this job end by themselves, at the same memory.',
  'below-earlier':
    'Now: look again in an hour: memory is still below the level at which earlier runs stood still, so its rise says nothing yet.',
};

/** What is in use of a heap may be garbage: a collection of all of it shows. */
function fillHeap({ words, pod }: AdviceContext): Remedy {
  const { collectNow } = words;
  return {
    steps: [
      `Now: do not act on this yet: ${words.heap} at its largest fits beside all else.`,
      ...(collectNow === undefined ? [] : [`To be sure, ${collectNow(pod)}: what is still in use afterwards is live.`]),
    ],
    proof: `After a collection of all of it ${words.heap} has no more in use than after those before it.`,
  };
}

function waitForLevel(context: AdviceContext): Remedy {
  const { peak, limit, settling, urgency } = context;
  if (settling.kind === 'in-heap') return fillHeap(context);
  const tight = peak !== undefined && limit !== undefined && limit < limitFor(peak);
  return {
    steps: [
      settling.kind === 'slowing' ? waitWhileSlowing(settling, urgency).now : NOW_LEVEL[settling.kind],
      ...(tight ? [roomAbove(context)] : []),
    ],
    proof: settledProof(context),
  };
}

/** Where the heap at its largest fits beside all else, no limit is too small for it; and a heap that is given a share grows with its limit. */
function roomAbove(context: AdviceContext): string {
  const { largestHeap, outside, limit } = context;
  if (largestHeap === undefined || outside === undefined || limit === undefined || largestHeap + outside > limit)
    return `A limit of ${formatBytes(largerLimit(context))} leaves room above the level reached.`;
  return `A larger limit is not needed: the heap takes ${formatBytes(largestHeap)} at most. That is ${formatShare(largestHeap / limit)} of the limit: where it is set as a share of it, a larger limit makes a larger heap, so set the share or the maximum itself.`;
}

function settledProof({ settling, urgency }: AdviceContext): string {
  switch (settling.kind) {
    case 'slowing':
      return waitWhileSlowing(settling, urgency).proof;
    case 'few-of-job':
    case 'as-job':
      return 'The next run of the job ends at the same memory.';
    case 'level':
      return 'An hour from now it is still level.';
    default:
      return 'An hour from now it is level.';
  }
}

function boundBurst({ limit, words, outside, urgency, today }: AdviceContext): Remedy {
  const setting = limit === undefined ? undefined : words.heapSetting(limit, outside);
  const minutes = urgency.kills > 0 ? 'the minutes before each kill' : 'the minutes in which memory jumps';
  return {
    steps: [
      `Now: find the request or job of ${minutes} (access log, cron, large upload or export) and bound it: stream instead of buffering, limit sizes and concurrency.`,
      ...(setting === undefined ? [] : [`${words.burst(setting)}${beside(today)}`]),
    ],
    proof: `With the bound in place the same job runs without memory touching the limit.${killsEnd(urgency)}`,
  };
}

const CHILDREN_KILLED =
  'Read the kernel’s log of the node (dmesg, or journalctl -k): each kill names the process that it ended and how much that had taken.';

function withoutData({ gaps, urgency, again, childrenKilled, offTheShelf, processes }: AdviceContext): Remedy {
  // The other gaps stand below the report: more than one thing to set up is no first line.
  const [gap] = gaps.map(({ missing, fix }) => `${sentence(missing)} ${sentence(fix)}`);
  const [now, ...then] = [
    ...withoutCause(urgency),
    ...(urgency.returned === undefined || again === undefined ? [] : [watchReturn(urgency, urgency.returned)]),
    ...(childrenKilled ? [CHILDREN_KILLED] : []),
    ...[fullBeforeALook(urgency) ?? []].flat(),
    ...(processes === undefined
      ? [again ?? (offTheShelf === undefined ? gap : operatorCan(offTheShelf)) ?? []].flat()
      : [again ?? []].flat()),
  ];
  if (processes !== undefined && again === undefined) return boundProcesses(processes, now);
  if (now === undefined)
    return { steps: LOOK_AGAIN, proof: 'An hour of data later the figures confirm it, or show what grows.' };
  return {
    steps: [now.startsWith(NOW) ? now : `${NOW}${uncapitalised(now)}`, ...then],
    proof:
      again === undefined
        ? offTheShelf === undefined
          ? 'Ask again once the missing data is there.'
          : `After the change the memory of ${offTheShelf} is level for longer than it took to fill its limit.`
        : 'At the next look the figures confirm it, or show what grows.',
  };
}

/** Time can be gained without knowing what grows, unless it may be a start that ends by itself. */
function withoutCause(urgency: Urgency): readonly string[] {
  if (!isPressing(urgency) && !growsUnlimited(urgency)) return [];
  return [tooSoonToRaise(urgency) ?? firstStep({ ...urgency, fixUnknown: true })];
}

/** Where no limit is known that would end it, a limit is what can be set whatever grows. */
function growsUnlimited({ limit, perHour, over }: Urgency): boolean {
  return limit === undefined && perHour !== undefined && over === undefined;
}

const NOW = 'Now: ';

/** No advice rests on an answer that the figures contradict. */
const AGAINST_DATA: Remedy = {
  steps: [
    'Now: settle which is right, the answer given or the figures above.',
    'Then: if the figures are, give the other answer (“Change” in Slack, --answers on the command line): the investigation goes on from there.',
  ],
  proof: 'The answer and the figures agree.',
};

/** Nothing was missing, and yet the answers lead nowhere. */
const LOOK_AGAIN = [
  'Now: look at the answers above again: another answer to one of them (“Change” in Slack, --answers on the command line) leads to other questions.',
  'Then: ask again when the service has run for another hour, or over a longer window (⋯ menu).',
];

function sentence(text: string): string {
  const capital = text.slice(0, 1).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(capital) ? capital : `${capital}.`;
}
