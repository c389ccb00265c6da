import type { PodMemory } from '../metrics/lifetime.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import { containerLines } from './containers.ts';
import type { Judgement } from './judgement.ts';
import { killedWhileStarting, type LevelCause } from './level-cause.ts';
import type { Observation } from './observation.ts';
import { type RankedPod, rankPods } from './ranked-pods.ts';
import { endsCounted, namedOtherwise, restartsBriefly, restartsOf } from './restarts.ts';
import { describeRss } from './rss-wording.ts';
import { stillCause, stillSureAtMost } from './still-cause.ts';

export interface RssJudgement extends Judgement {
  /** The pod that the judgement is about: the chosen one, else the worst. */
  readonly pod?: string | undefined;
  readonly nextKill?: NextKill | undefined;
  /** Every pod, worst first: ranking judges each of them, so it is done once. */
  readonly ranked?: readonly RankedPod[] | undefined;
}

/** Nothing was sampled between start and kill: that the limit is too small for the start is likely, not seen. */
const STARTING = 0.79;

/** More ends than a person makes. */
const SEVERAL_ENDS = 3;

/** A container that ends so soon after each start, for a reason that is none about memory, that no trend can be seen. */
function endsWhileStarting({ memory, growth, name }: RankedPod): LevelCause | undefined {
  const restarts = restartsOf(memory);
  const brief = growth.kind === 'too-little' && restarts !== undefined && restarts.count >= SEVERAL_ENDS;
  if (!brief || memory.kills.length > 0 || !namedOtherwise(memory)) return undefined;
  return {
    kind: 'restarts-not-memory',
    said: `${name} ${restartsBriefly(restarts)}: no run ended for memory.`,
  };
}

function takenLines({ taken }: PodMemory): readonly string[] {
  return taken === undefined ? [] : [`Memory here is what is ${taken}: resident memory is not measured.`];
}

/** "Is memory growing on a pod?", from the RSS of all pods. */
export function judgeRssGrowing(observation: Observation): RssJudgement {
  const ranked = rankPods(observation);
  const subject = ranked.find((pod) => pod.pod === observation.chosen) ?? ranked[0];
  if (subject === undefined) {
    return {
      answer: 'unclear',
      confidence: 0.5,
      headline: 'No memory series of any pod in this window.',
      reasons: ['Neither container_memory_rss nor process_resident_memory_bytes answered for this service.'],
      suggests: 'not-enough-data',
    };
  }
  const { growth } = subject;
  const starting =
    growth.answer === 'unclear' ? (killedWhileStarting(subject.memory) ?? endsWhileStarting(subject)) : undefined;
  if (starting !== undefined) {
    const { pod } = subject;
    const restarts = restartsOf(subject.memory);
    const reasons = [
      `${subject.memory.rss.times.length} samples in this window: hardly one in each run.`,
      ...(restarts === undefined ? [] : endsCounted(restarts)),
    ];
    return {
      answer: 'no',
      confidence: STARTING,
      headline: starting.said,
      reasons,
      suggests: starting.kind,
      pod,
      ranked,
    };
  }
  const cause = growth.answer === 'no' ? stillCause(observation, subject.memory, growth) : undefined;
  const sureAtMost = cause === undefined ? 1 : stillSureAtMost(observation, subject.memory, cause);
  const { headline, reasons } = describeRss(observation, ranked, subject, cause);
  const gained = growth.stretch === undefined ? 0 : growth.stretch.end - growth.stretch.start;
  return {
    answer: growth.answer,
    confidence: Math.min(growth.answer === 'no' ? 1 - growth.probability : growth.probability, sureAtMost),
    headline,
    reasons: [...reasons, ...takenLines(subject.memory), ...containerLines(observation)],
    suggests: growth.answer === 'unclear' ? 'not-enough-data' : cause,
    gained: growth.answer === 'no' ? undefined : gained,
    pod: subject.pod,
    nextKill: subject.nextKill,
    ranked,
  };
}
