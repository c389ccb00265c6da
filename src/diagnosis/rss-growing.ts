import { formatBytes } from '../measurement/bytes.ts';
import { MINUTE, type Milliseconds } from '../measurement/duration.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import { median } from '../metrics/track.ts';
import { containerLines } from './containers.ts';
import { doubted, doubtsOf } from './doubts.ts';
import { fellSince } from './fell-since.ts';
import { endsForItsHeap } from './full-end.ts';
import { jobRunsOf } from './job-runs.ts';
import type { Judgement } from './judgement.ts';
import { killsSaid } from './kill-count.ts';
import { killedWhileStarting, type LevelCause } from './level-cause.ts';
import type { Observation } from './observation.ts';
import { quietLine } from './pause-doubt.ts';
import type { RankedPod } from './ranked-pod.ts';
import { rankPods } from './ranked-pods.ts';
import { endsCounted, evictionsOf, namedOtherwise, restartsBriefly, restartsOf } from './restarts.ts';
import { peaksSaid, risingKind, risingRuns, risingSaid } from './rising-runs.ts';
import { describeRss } from './rss-wording.ts';
import { stillCause, stillSureAtMost } from './still-cause.ts';
import { hasStoppedEnding } from './stopped-ending.ts';

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
function endsWhileStarting(observation: Observation, { memory, growth, name }: RankedPod): LevelCause | undefined {
  const restarts = endsForItsHeap(observation, memory) ? undefined : restartsOf(memory);
  if (restarts === undefined || restarts.count < SEVERAL_ENDS || hasStoppedEnding(memory)) return undefined;
  const brief = growth.kind === 'too-little' || typicalAge(memory) < WHILE_STARTING;
  if (!brief || memory.kills.length > 0 || !namedOtherwise(memory)) return undefined;
  return {
    kind: 'restarts-not-memory',
    said: `${name} ${restartsBriefly(restarts)}: no run ended for memory.`,
  };
}

/** A span. What ends so soon after its start has only started: that memory rises then is no growth. */
const WHILE_STARTING: Milliseconds = 2 * MINUTE;

function typicalAge({ lifetimes }: PodMemory): Milliseconds {
  const ended = lifetimes.filter(({ end }) => end !== 'running');
  return ended.length === 0 ? Number.POSITIVE_INFINITY : median(ended.map(({ from, to }) => to - from));
}

/** A pod too young to be judged, in the place of those that the kubelet evicted: none of the service grows. */
function afterEvictions(
  observation: Observation,
  ranked: readonly RankedPod[],
  { growth }: RankedPod,
): LevelCause | undefined {
  const restarts = evictionsOf(observation.pods);
  const grows = ranked.some(({ memory, growth: own }) => own.answer === 'yes' || memory.kills.length > 0);
  if (growth.kind !== 'too-little' || restarts === undefined || grows) return undefined;
  return { kind: 'restarts-not-memory', said: `${restartsBriefly(restarts)}, and no pod of it grows.` };
}

/** Runs of a job that ended show what one of them needs, however soon another was killed. */
const ENDED_RUNS = 3;
/** Share of the limit that the usual run takes where the limit is what is wrong. */
const TIGHT = 0.85;

function killedRuns(observation: Observation, { memory, growth }: RankedPod): LevelCause | undefined {
  const runs = growth.kind === 'too-little' ? jobRunsOf(observation, memory) : undefined;
  if (runs?.peak === undefined || runs.ended < ENDED_RUNS || runs.killed === 0) return undefined;
  const of = runs.limit === undefined ? '' : ` of the limit of ${formatBytes(runs.limit)}`;
  return {
    kind: runs.limit !== undefined && runs.peak >= TIGHT * runs.limit ? 'limit-too-small' : 'burst',
    said: `${runs.killed} of ${runs.killed + runs.ended} runs of this job ${runs.killed === 1 ? 'was' : 'were'} killed; those that ended reached about ${formatBytes(runs.peak)}${of}.`,
  };
}

/** What is known of runs that are all too brief, or of a pod too young, for a trend. */
function notSeenLongEnough(
  observation: Observation,
  ranked: readonly RankedPod[],
  subject: RankedPod,
): LevelCause | undefined {
  const killed = subject.growth.answer === 'unclear' ? killedWhileStarting(subject.memory) : undefined;
  return (
    killed ??
    endsWhileStarting(observation, subject) ??
    afterEvictions(observation, ranked, subject) ??
    killedRuns(observation, subject)
  );
}

function takenLines({ taken }: PodMemory): readonly string[] {
  return taken === undefined ? [] : [`Memory here is what is ${taken}: resident memory is not measured.`];
}

/** Memory that a job returns at the end of each run, and takes more of in the next. */
function risingOfJob(
  observation: Observation,
  ranked: readonly RankedPod[],
  { pod, memory }: RankedPod,
): RssJudgement | undefined {
  const rising = risingRuns(observation, memory);
  if (rising === undefined) return undefined;
  return {
    answer: 'no',
    confidence: FROM_PEAKS,
    headline: risingSaid(rising),
    reasons: [peaksSaid(rising), killsSaid(observation, memory)],
    suggests: risingKind(rising),
    pod,
    ranked,
  };
}

/** A confidence: what the runs work on is not seen. */
const FROM_PEAKS = 0.79;

/** A pod of which it is open whether it grows has no kill to predict. */
function openFor(each: RankedPod, subject: RankedPod): RankedPod {
  return each === subject ? { ...each, growth: { ...each.growth, answer: 'unclear' }, nextKill: undefined } : each;
}

/** What belongs to every verdict on memory. */
function besideLines(observation: Observation, { memory, growth }: RankedPod): readonly string[] {
  const quiet = growth.answer === 'no' ? quietLine(observation, memory) : [];
  return [...quiet, ...takenLines(memory), ...containerLines(observation)];
}

/** Runs that were hardly sampled: no trend to judge, and why. Undefined where they were seen for long enough, or do not grow. */
function tooYoung(
  observation: Observation,
  ranked: readonly RankedPod[],
  subject: RankedPod,
): RssJudgement | undefined {
  const { pod, memory, growth } = subject;
  const starting = growth.answer === 'no' ? undefined : notSeenLongEnough(observation, ranked, subject);
  if (starting === undefined) return undefined;
  const restarts = restartsOf(memory);
  const reasons = [
    `${memory.rss.times.length} samples in this window: hardly one in each run.`,
    ...(restarts === undefined ? [] : endsCounted(restarts)),
  ];
  return { answer: 'no', confidence: STARTING, headline: starting.said, reasons, suggests: starting.kind, pod, ranked };
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
  const ofJob = risingOfJob(observation, ranked, subject);
  if (ofJob !== undefined) return ofJob;
  const young = tooYoung(observation, ranked, subject);
  if (young !== undefined) return young;
  const fell = fellSince(observation, subject);
  if (fell !== undefined) return { ...fell, pod: subject.pod, ranked: ranked.map((each) => openFor(each, subject)) };
  const cause = growth.answer === 'no' ? stillCause(observation, subject.memory, growth) : undefined;
  const sureAtMost = cause === undefined ? 1 : stillSureAtMost(observation, subject.memory, cause);
  const { headline, reasons } = describeRss(observation, ranked, subject, cause);
  const gained = growth.stretch === undefined ? 0 : growth.stretch.end - growth.stretch.start;
  const judged: RssJudgement = {
    answer: growth.answer,
    confidence: Math.min(growth.answer === 'no' ? 1 - growth.probability : growth.probability, sureAtMost),
    headline,
    reasons: [...reasons, ...besideLines(observation, subject)],
    suggests: growth.answer === 'unclear' ? 'not-enough-data' : cause,
    gained: growth.answer === 'no' ? undefined : gained,
    pod: subject.pod,
    nextKill: subject.nextKill,
    ranked,
  };
  return doubted(judged, doubtsOf(observation, subject.memory));
}
