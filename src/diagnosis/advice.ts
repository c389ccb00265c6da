import { formatBytes } from '../measurement/bytes.ts';
import { HOUR } from '../measurement/duration.ts';
import { formatShare } from '../measurement/share.ts';
import { formatInstant } from '../measurement/time.ts';
import type { Remedy, Saving } from '../runtime/runtime-words.ts';
import type { AdviceContext } from './advice-context.ts';
import { withoutData } from './advice-without-cause.ts';
import { hardlyMoves, raiseInstead } from './bound-moves.ts';
import { calm, keepLimit, leaveAsIs } from './calm-advice.ts';
import { CONTAINER_ADVICE } from './container-advice.ts';
import { boundRemedy } from './data-bound-advice.ts';
import { fallingRemedy } from './falling.ts';
import type { FindingKind } from './finding.ts';
import { firstStep, gainTime } from './first-step.ts';
import { nativeWords } from './grew-outside.ts';
import { heapFix } from './heap-fix.ts';
import { jobRemedy } from './job-runs.ts';
import { largerLimit, limitFor } from './larger-limit.ts';
import type { LimitLowered } from './limit-lowered.ts';
import { restartRemedy } from './restarts.ts';
import { risingRemedy } from './rising-runs.ts';
import { type Settling, waitWhileSlowing } from './settling.ts';
import type { Urgency } from './urgency-figures.ts';

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

/** What to do about a kind of finding (what to do now, then how to fix it), fitted to the runtime and the frame that grew. */
export function adviceFor(kind: FindingKind, context: AdviceContext): Remedy {
  if (context.contradicted) return AGAINST_DATA;
  if (context.rising !== undefined) return risingRemedy(context.rising, limitFor);
  if (context.falls !== undefined) return fallingRemedy(context.falls, context.again);
  const remedy = boundRemedy(kind, context, limitFor) ?? ADVICE[kind](context);
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

/** No advice rests on an answer that the figures contradict. */
const AGAINST_DATA: Remedy = {
  steps: [
    'Now: settle which is right, the answer given or the figures above.',
    'Then: if the figures are, give the other answer (“Change” in Slack, --answers on the command line): the investigation goes on from there.',
  ],
  proof: 'The answer and the figures agree.',
};
