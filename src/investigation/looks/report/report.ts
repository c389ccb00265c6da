import { comparisonFor } from '../../../diagnosis/comparison-of.ts';
import { conclude, type SettledStep } from '../../../diagnosis/conclude.ts';
import type { Finding, FindingKind, Gap } from '../../../diagnosis/finding.ts';
import { hidingCauses } from '../../../diagnosis/missing.ts';
import { signatureOf } from '../../../diagnosis/signature.ts';
import type { Compared } from '../../../evidence/compare-snapshots.ts';
import { gapsOf } from '../../../evidence/gaps.ts';
import type { GoroutineWitness, ProfileComparer, ProfileSource } from '../../../evidence/ports.ts';
import type { SightedService } from '../../../evidence/sighted-service.ts';
import type { Sighting } from '../../../evidence/sighting.ts';
import type { Sightings } from '../../../evidence/sightings.ts';
import { explain, InternalError } from '../../../foundation/errors.ts';
import { asSentence } from '../../../measurement/sentence.ts';
import { playbookFor, stepOf } from '../../../playbook/playbook.ts';
import type { Playbook } from '../../../playbook/step.ts';
import { shortPodNames } from '../../../service/pod-name.ts';
import { type Service, workloadKey } from '../../../service/service.ts';
import type { SourceHost } from '../../source-host.ts';
import {
  type ComparedSnapshots,
  type Conclusion,
  currentSteps,
  type Investigation,
  type PictureRef,
} from '../../state/investigation.ts';
import type { InvestigationStore } from '../../store.ts';
import { closeUpOf } from '../close-up.ts';
import type { ComparisonScene, Illustrator } from '../illustrator.ts';
import { baselineOf } from './baseline.ts';
import { codeOf } from './code.ts';
import { compareUrlOf } from './compare-link.ts';
import { type Case, compareWanted } from './compare-wanted.ts';
import { unaskedGaps } from './unasked-gaps.ts';
import { unusedComparison } from './unused-comparison.ts';

export interface ConcluderDependencies {
  readonly sightings: Sightings;
  readonly profiles: ProfileSource;
  readonly comparer: ProfileComparer;
  readonly witness?: GoroutineWitness | undefined;
  readonly illustrator: Illustrator;
  /** Absent where there is no token for any: links only. */
  readonly sourceHost?: SourceHost | undefined;
  readonly store: Pick<InvestigationStore, 'savePicture' | 'earlierFinding'>;
  readonly report: (problem: string, error: unknown) => void;
}

type Report = Omit<Conclusion, 'key' | 'at'>;

/** Compares what the answers ask for and writes the finding; never throws but when it is asked to stop. */
export function concluder(
  dependencies: ConcluderDependencies,
): (investigation: Investigation, signal: AbortSignal) => Promise<Report> {
  return async (investigation, signal) => {
    try {
      return await reportOn(dependencies, investigation, signal);
    } catch (error) {
      if (signal.aborted) throw error;
      dependencies.report(`investigation ${investigation.id}: cannot conclude`, error);
      return failed(explain(error));
    }
  };
}

async function reportOn(
  dependencies: ConcluderDependencies,
  investigation: Investigation,
  signal: AbortSignal,
): Promise<Report> {
  const { service, range, runtime, pod } = investigation;
  if (service === undefined) throw new InternalError('a conclusion without a service');
  const needs = [...new Set(playbookFor(runtime).steps.flatMap((step) => step.needs))];
  const sighted = dependencies.sightings.of({ service, range });
  const seen = await sighted.see({ runtime, pod, needs }, signal);
  const known: Case = { investigation, service, seen, signal };
  const { finding, shown, gaps } = await found(dependencies, known);
  const repository = { ...shown?.pair.current.repository, ...service.repository };
  const seenRevision = pod === undefined ? undefined : seen.memory.revisionOf(pod);
  const revision = seenRevision ?? repository.revision;
  const linked = finding.paths.length > 0;
  const version = linked ? await sighted.versionOf({ runtime, pod }, signal) : undefined;
  const wanted = { finding, service, repository, revision, runtimeVersion: version };
  const code = await codeOf(wanted, dependencies.sourceHost, signal);
  const signature = signatureOf(finding);
  return {
    finding,
    compareUrl: compareUrlOf(finding, repository),
    recurrence: await recurrenceOf(dependencies, known, signature),
    baseline: baselineOf(seen.observation, { kind: finding.kind, signature, revision: seenRevision }),
    picture: await drawn(dependencies, known, { finding, shown, sighted }),
    revision,
    links: code.links,
    source: code.source,
    compared: shown && sides(shown),
    gaps: [...gaps, ...code.gaps],
  };
}

interface Found {
  readonly finding: Finding;
  /** The comparison that the finding rests on: another would show something else than its words. */
  readonly shown: Compared | undefined;
  readonly gaps: readonly Gap[];
}

async function found(dependencies: ConcluderDependencies, known: Case): Promise<Found> {
  const { investigation, seen } = known;
  const { compared, siblings, unseenSiblings, gaps: blind, leads } = await compareWanted(dependencies, known);
  const all = [...stepGaps(investigation), ...seen.gaps, ...stillGaps(investigation, seen), ...blind];
  const finding = conclude({
    observation: seen.observation,
    steps: settled(investigation, playbookFor(investigation.runtime)),
    leads: leads.map(({ comparison }) => comparison),
    comparisons: compared.map((each) => each.comparison),
    siblings: siblings.map((each) => ({ pod: each.pod, comparison: each.comparison })),
    unseenSiblings,
    revisionOf: seen.memory.revisionOf,
    gaps: gapsFor(undefined, all),
  });
  const rests = comparisonFor(
    finding.kind,
    compared.map((each) => each.comparison),
  );
  // What grew while nothing is found yet is of no kind: its paths say which comparison they are of.
  const used = compared.find(({ comparison }) =>
    rests === undefined ? finding.paths.some((path) => comparison.paths.includes(path)) : comparison === rests,
  );
  const shown = finding.paths.length === 0 ? undefined : used;
  return {
    finding,
    shown,
    gaps: gapsFor(finding.kind, [...unusedComparison(finding, used), ...unaskedGaps(used?.comparison), ...all]),
  };
}

/** The gaps that a finding has, each once; of those that only another one has, what is missing may be missing here too. */
function gapsFor(kind: FindingKind | undefined, all: readonly Gap[]): readonly Gap[] {
  const its = all.filter(({ only }) => only === undefined || only === kind);
  // Of two that lack the same thing the one that is of this finding says what for.
  const latest = its.toSorted((a, b) => Number(a.only !== undefined) - Number(b.only !== undefined));
  const kept = new Map(latest.map((gap) => [gap.missing, gap]));
  return [...new Set(its.map(({ missing }) => missing))].flatMap((missing) => kept.get(missing) ?? []);
}

/** Where an earlier investigation of the workload found the same path. */
async function recurrenceOf(
  { store }: ConcluderDependencies,
  { investigation, service }: Case,
  signature: string | undefined,
): Promise<Report['recurrence']> {
  if (signature === undefined) return undefined;
  return store.earlierFinding({ workload: workloadKey(service.workload), signature, notOf: investigation.id });
}

/**
 * Answers as they stand: a question that someone reopened keeps its answer until another is given. One that an earlier
 * version asked and this one no longer does has no meaning here, and is left out.
 */
function settled(investigation: Investigation, playbook: Playbook): readonly SettledStep[] {
  return currentSteps(investigation).flatMap(({ id, answer, facts }) => {
    const question = stepOf(playbook, id);
    return question === undefined || answer === undefined || facts === undefined
      ? []
      : [{ step: question.id, means: question.means, judgement: facts.judgement, answer: answer.value }];
  });
}

/** The questions about parts of memory first: what they lack is nearer to the finding than what the opening one does. */
function stepGaps(investigation: Investigation): readonly Gap[] {
  const [first, ...later] = currentSteps(investigation).map((step) => step.facts?.gaps ?? []);
  return [...later.flat(), ...(first ?? [])];
}

/** Where memory does not grow, the finding rests on what no further question asks for. */
function stillGaps(investigation: Investigation, { missing, observation, unread }: Sighting): readonly Gap[] {
  const still = currentSteps(investigation)[0]?.answer?.value === 'no';
  return still ? gapsOf(hidingCauses(missing), observation, unread) : [];
}

async function drawn(
  dependencies: ConcluderDependencies,
  { investigation, service, seen, signal }: Case,
  {
    finding,
    shown,
    sighted,
  }: { readonly finding: Finding; readonly shown: Compared | undefined; readonly sighted: SightedService },
): Promise<PictureRef | undefined> {
  const { illustrator } = dependencies;
  const { observation } = seen;
  const drawing =
    shown === undefined
      ? await closeUpOf(illustrator, { kind: finding.kind, service, observation, sighted, signal })
      : await illustrator.drawComparison(comparisonScene(service, seen, shown));
  if (drawing === undefined) return undefined;
  const key = `${investigation.id}/conclusion.${investigation.version}`;
  await dependencies.store.savePicture(investigation.id, key, drawing.png);
  const fileName = `05-${shown === undefined ? finding.kind : 'comparison'}.png`;
  return { key, fileName, title: drawing.title, alt: drawing.alt };
}

function comparisonScene(service: Service, { observation }: Sighting, shown: Compared): ComparisonScene {
  const { comparison, baseCaption, currentCaption, pod } = shown;
  const podName = shortPodNames(observation.pods.map((each) => each.pod)).get(pod) ?? pod;
  return { service: service.workload.name, podName, comparison, baseCaption, currentCaption };
}

function sides({ comparison, baseCaption, currentCaption, pair }: Compared): ComparedSnapshots {
  return {
    sampleType: comparison.sampleType,
    unit: comparison.unit,
    base: { ...comparison.base, caption: baseCaption, snapshot: pair.base },
    current: { ...comparison.current, caption: currentCaption, snapshot: pair.current },
    ...(comparison.alone === true ? { alone: true as const } : {}),
  };
}

function failed(reason: string): Report {
  const gap: Gap = {
    missing: `I could not finish the report: ${reason}.`,
    fix: 'Then ask again: “Look further” in Slack, the same command in a terminal.',
  };
  const finding: Finding = {
    kind: 'not-enough-data',
    title: 'Not enough data: the report could not be finished',
    confidence: 0,
    evidence: [],
    paths: [],
    // The reason is what there is to act on; that it stands elsewhere too helps no one who reads only this.
    advice: [`Now: ${asSentence(reason)} ${gap.fix}`],
    proof: 'A report that can be finished.',
  };
  return { finding, links: {}, gaps: [gap] };
}
