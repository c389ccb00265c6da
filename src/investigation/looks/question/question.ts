import { type AskedBefore, furtherAfter } from '../../../diagnosis/further.ts';
import type { Judgement } from '../../../diagnosis/judgement.ts';
import type { Observation } from '../../../diagnosis/observation.ts';
import type { RankedPod } from '../../../diagnosis/ranked-pod.ts';
import { comparisonPair } from '../../../evidence/comparison-pair.ts';
import { gapsOf, noMemoryGap } from '../../../evidence/gaps.ts';
import type { Capturer, ProfileKind, ProfileSource } from '../../../evidence/ports.ts';
import type { SightedService } from '../../../evidence/sighted-service.ts';
import type { Sighting } from '../../../evidence/sighting.ts';
import type { Sightings } from '../../../evidence/sightings.ts';
import type { Instant } from '../../../foundation/clock.ts';
import { InternalError } from '../../../foundation/errors.ts';
import type { PodMemory } from '../../../metrics/lifetime.ts';
import { isPresent } from '../../../metrics/standing.ts';
import { playbookFor, stepOf } from '../../../playbook/playbook.ts';
import type { Playbook, PlaybookStep, StepJudgement } from '../../../playbook/step.ts';
import type { QuestionId } from '../../../runtime/question-plan.ts';
import type { Service } from '../../../service/service.ts';
import type { ObservedStep } from '../../state/event.ts';
import {
  currentSteps,
  type Investigation,
  type Overview,
  type PictureRef,
  type PodChoice,
  type Step,
} from '../../state/investigation.ts';
import type { InvestigationStore } from '../../store.ts';
import { closeUpOf } from '../close-up.ts';
import type { Drawing, Illustrator, StepScene } from '../illustrator.ts';
import { containerOf } from './container.ts';
import { predicted, renewed } from './next-kill.ts';

export interface ObserverDependencies {
  readonly sightings: Sightings;
  readonly profiles: ProfileSource;
  readonly illustrator: Illustrator;
  readonly capturer: Pick<Capturer, 'visits'>;
  readonly store: Pick<InvestigationStore, 'savePicture'>;
  /** See `renewed`. */
  readonly now?: (() => Instant) | undefined;
  /** Called when the samples of a question were asked for: until they come there is nothing to do. */
  readonly meanwhile?: (() => void) | undefined;
}

/** Gathers what a question needs, judges it, draws it. */
export function observer(
  dependencies: ObserverDependencies,
): (investigation: Investigation, step: Step, signal: AbortSignal) => Promise<ObservedStep> {
  return (investigation, step, signal) => observe(dependencies, { investigation, step, signal });
}

/** A step of an investigation, while it is looked at. */
interface Asked {
  readonly investigation: Investigation;
  readonly step: Step;
  readonly signal: AbortSignal;
}

/** What was seen for a question, and what Leakbot thinks of it. */
interface Judged {
  readonly service: Service;
  readonly playbook: Playbook;
  readonly question: PlaybookStep;
  readonly sighted: SightedService;
  readonly seen: Sighting;
  readonly judgement: StepJudgement;
  /** The pod that the judgement is about, whether or not someone chose it. */
  readonly pod: string | undefined;
  /** As judged, with that pod as the chosen one. */
  readonly observation: Observation;
}

async function observe(dependencies: ObserverDependencies, asked: Asked): Promise<ObservedStep> {
  const { investigation, step, signal } = asked;
  const playbook = playbookFor(investigation.runtime);
  const question = stepOf(playbook, step.id);
  if (investigation.service === undefined || question === undefined)
    throw new InternalError(`nothing to observe for ${step.key}`);
  const isFirst = step.id === playbook.steps[0]?.id;
  const { service, runtime, sighted } = await containerOf(dependencies.sightings, { investigation, isFirst, signal });
  const seeing = sighted.see({ runtime, pod: step.pod, needs: question.needs }, signal);
  dependencies.meanwhile?.();
  const seen = await seeing;
  if (seen.memory.pods.length === 0) {
    return { facts: { judgement: blind(service.workload.name), gaps: [noMemoryGap(service, sighted.source)] } };
  }
  const judged = {
    service,
    playbook,
    question,
    sighted,
    ...(await judgedOf(question, { sighted, seen, investigation, signal })),
  };
  return observedStep(dependencies, asked, judged);
}

async function judgedOf(
  { judge, needs }: PlaybookStep,
  { sighted, seen: first, investigation, signal }: Pick<Judged, 'sighted' | 'seen'> & Omit<Asked, 'step'>,
): Promise<Pick<Judged, 'seen' | 'judgement' | 'pod' | 'observation'>> {
  const judgement = judge(first.observation);
  const pod = judgement.pod ?? first.observation.chosen;
  if (pod === undefined || first.observation.chosen !== undefined)
    return { seen: first, judgement, pod, observation: { ...first.observation, chosen: pod } };
  const runtime = first.observation.runtime ?? investigation.runtime;
  // What counts against the limit, and why memory that does not grow fills it, only the pod's own figures show.
  const seen = await sighted.see({ runtime, pod, needs }, signal);
  return { seen, judgement: judge(seen.observation), pod, observation: { ...seen.observation, chosen: pod } };
}

async function observedStep(dependencies: ObserverDependencies, asked: Asked, judged: Judged): Promise<ObservedStep> {
  const { investigation, step, signal } = asked;
  const { service, playbook, question, seen, judgement, pod, observation } = judged;
  const pictures = await picturesOf(dependencies, asked, judged);
  const names = pod === undefined ? [] : [pod, ...(pod === seen.observation.chosen ? seen.addresses : [])];
  const visited = names.length > 0 && (await dependencies.capturer.visits({ service, names }, signal));
  const isFirst = step.id === playbook.steps[0]?.id;
  const forecast = isFirst ? predicted(judgement) : await renewed(dependencies, investigation, signal);
  // What the first question lacks is said there.
  const saidFirst = new Set(isFirst ? [] : playbook.steps[0]?.needs);
  const missing = seen.missing.filter((quantity) => !saidFirst.has(quantity));
  const further = furtherAfter(observation, {
    question: question.id,
    before: answeredBefore(investigation, step),
    plan: playbook.steps.map(({ id }) => id),
  });
  return {
    pod,
    service: service === investigation.service ? undefined : service,
    runtime: observation.runtime,
    overview: { ...overviewOf(seen, pod), ...forecast },
    facts: {
      judgement: { ...plain(judgement), further },
      ...pictures,
      pods: (judgement.ranked ?? []).map(podChoice),
      processNames: visited ? names : undefined,
      gaps: [...seen.gaps, ...gapsOf(missing, observation, seen.unread)],
    },
  };
}

/** The picture of the question, and that of the cause which its judgement suggests. */
async function picturesOf(
  { illustrator, profiles: source, store }: ObserverDependencies,
  { investigation, step, signal }: Asked,
  { service, playbook, question, sighted, seen, judgement, observation }: Judged,
): Promise<{ readonly picture: PictureRef | undefined; readonly closeUp: PictureRef | undefined }> {
  const kind = question.next.yes.compare?.profile ?? 'heap';
  const looked = { kind, service, observation, addresses: seen.addresses, signal } as const;
  // Where nothing grows there is nothing to compare, and a mark would promise it.
  const profiles = judgement.answer === 'no' ? undefined : await comparedTimes(source, looked);
  const scene = { picture: question.picture, service: service.workload.name, observation, judgement, profiles };
  const kept = { investigation, step, playbook };
  const drawing = await illustrator.drawStep(scene);
  const picture = drawing && (await keep(store, { ...kept, drawing }));
  const near = await closeUpOf(illustrator, { kind: judgement.suggests, service, observation, sighted, signal });
  const closeUp = near && (await keep(store, { ...kept, drawing: near, suffix: '-close-up' }));
  return { picture, closeUp };
}

/** When the profiles were taken that a report would compare: marked in the charts, so that A and B mean something. */
async function comparedTimes(
  source: ProfileSource,
  {
    kind,
    service,
    observation,
    addresses,
    signal,
  }: {
    kind: ProfileKind;
    service: Service;
    observation: Observation;
    addresses: readonly string[];
    signal: AbortSignal;
  },
): Promise<StepScene['profiles']> {
  const pod = observation.pods.find((each) => each.pod === observation.chosen);
  if (pod === undefined) return undefined;
  const instances = [pod.pod, ...addresses];
  const query = { kind, instances, range: observation.range, workload: service.workload, kills: pod.kills };
  // A profile source that is unreachable costs the marks, not the chart; the report says what is missing.
  const snapshots = await source.snapshots(query, signal).catch(() => []);
  const pair = comparisonPair(pod.lifetimes, snapshots, observation.measured['last-collection']?.track);
  return pair && { base: pair.base.time, current: pair.current.time };
}

interface Drawn {
  readonly investigation: Investigation;
  readonly step: Step;
  readonly drawing: Drawing;
  readonly playbook: Playbook;
  /** Distinguishes a second picture of the step. */
  readonly suffix?: string | undefined;
}

async function keep(
  store: ObserverDependencies['store'],
  { investigation, step, drawing, playbook, suffix = '' }: Drawn,
): Promise<PictureRef> {
  const number = playbook.steps.findIndex((candidate: PlaybookStep) => candidate.id === step.id) + 1;
  const fileName = `${String(number).padStart(2, '0')}-${step.id.replace(/-growing$/, '')}${suffix}.png`;
  const key = `${investigation.id}/${step.key}${suffix}`;
  await store.savePicture(investigation.id, key, drawing.png);
  return { key, fileName, title: drawing.title, alt: drawing.alt };
}

function podChoice({ pod, caption, memory, level, growth, rate, nextKill }: RankedPod): PodChoice {
  const figures = {
    level,
    kills: memory.kills.length,
    alive: isPresent(memory),
    growing: growth.answer,
    perHour: growth.answer === 'yes' ? rate.perHour : undefined,
    nextKill,
    ...(growth.falls === undefined ? {} : { falls: true as const }),
    ...(growth.predecessors === undefined || growth.answer !== 'no' ? {} : { asBefore: true as const }),
  };
  return { pod, caption, figures };
}

function plain({ answer, confidence, headline, reasons, unmeasured, suggests, gained }: Judgement): Judgement {
  return { answer, confidence, headline, reasons, unmeasured, suggests, gained };
}

/** The questions asked so far, and what was answered. */
function answeredBefore(investigation: Investigation, step: Step): readonly AskedBefore[] {
  return currentSteps(investigation).flatMap(({ id, key, answer }) =>
    key === step.key || answer === undefined ? [] : [{ question: id as QuestionId, answer: answer.value }],
  );
}

function blind(service: string): Judgement {
  return {
    answer: 'unclear',
    confidence: 0,
    headline: `No memory metric of ${service} found`,
    reasons: [],
  };
}

function overviewOf({ memory }: Sighting, pod: string | undefined): Overview {
  const { pods, deploys } = memory;
  const kills = pods.flatMap((each) => each.kills);
  const own = pods.find((each) => each.pod === pod);
  const revision = (pod === undefined ? undefined : memory.revisionOf(pod)) ?? deploys.at(-1)?.revision;
  return {
    kills: kills.length,
    killsUncounted: pods.every((each) => each.killsUncounted === true) && kills.length === 0 ? true : undefined,
    ...restartsOf(pods),
    killedPods: pods.filter((each) => each.kills.length > 0).map((each) => each.pod),
    firstKillAt: kills.length === 0 ? undefined : Math.min(...kills),
    pods: pods.length,
    limit: own?.limit ?? pods.find((each) => each.limit !== undefined)?.limit,
    revision,
    deployedAt: deploys.findLast((each) => each.revision === revision)?.time,
  };
}

/** That none is seen shows little where those of no pod are counted. */
function restartsOf(pods: readonly PodMemory[]): Pick<Overview, 'restarts' | 'restartsUncounted'> {
  const restarts = sum(pods, (each) => each.restarts);
  const uncounted = restarts === 0 && pods.every((each) => each.restartsUncounted === true);
  return { restarts, restartsUncounted: uncounted ? true : undefined };
}

function sum(pods: readonly PodMemory[], figure: (pod: PodMemory) => number): number {
  return pods.reduce((total, pod) => total + figure(pod), 0);
}
