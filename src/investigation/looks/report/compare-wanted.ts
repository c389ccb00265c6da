import type { Gap } from '../../../diagnosis/finding.ts';
import { OBJECTS } from '../../../diagnosis/held-by-goroutines.ts';
import { weighedByClasses } from '../../../diagnosis/weighed-by-classes.ts';
import {
  type Compared,
  type Comparing,
  type ComparisonOf,
  compareSnapshots,
} from '../../../evidence/compare-snapshots.ts';
import type { Sighting } from '../../../evidence/sighting.ts';
import type { PodMemory } from '../../../metrics/lifetime.ts';
import { playbookFor } from '../../../playbook/playbook.ts';
import type { ComparisonWanted, Playbook } from '../../../playbook/step.ts';
import type { Service } from '../../../service/service.ts';
import { currentSteps, type Investigation } from '../../state/investigation.ts';

/** One investigation and what was seen of its service just now. */
export interface Case {
  readonly investigation: Investigation;
  readonly service: Service;
  readonly seen: Sighting;
  readonly signal: AbortSignal;
}

export type ComparingDependencies = Omit<Comparing, 'signal'>;

export interface WantedComparisons {
  readonly compared: readonly Compared[];
  readonly siblings: readonly Compared[];
  /** Siblings of which there were no profiles to compare. */
  readonly unseenSiblings: readonly string[];
  readonly gaps: readonly Gap[];
  /** What may name a line where what was wanted is not there. */
  readonly leads: readonly Compared[];
}

/** Siblings looked at for the same path. */
const SIBLINGS = 2;

/** Compares what the answers ask for, on the chosen pod and its likeliest siblings; what prevents it is a gap. */
export async function compareWanted(
  dependencies: ComparingDependencies,
  { investigation, service, seen, signal }: Case,
): Promise<WantedComparisons> {
  const { pods, chosen, range, measured } = seen.observation;
  const lastCollections = measured['last-collection']?.track;
  const liveHeap = measured['live-heap']?.track;
  const own = pods.find((pod) => pod.pod === chosen);
  const results: (Compared | Gap)[] = [];
  const leftOut: Gap[] = [];
  const leads: Compared[] = [];
  const siblings: Compared[] = [];
  const unseen = new Set<string>();
  if (own === undefined)
    return { compared: [], siblings, unseenSiblings: [], gaps: [unseenPod(investigation)], leads: [] };
  const { profiles, comparer, witness } = dependencies;
  const comparing: Comparing = { profiles, comparer, witness, signal };
  for (const wanted of comparisonsWanted(playbookFor(investigation.runtime), investigation)) {
    const common = { workload: service.workload, range, wanted };
    const instances = [own.pod, ...seen.addresses];
    const pair = { ...common, pod: own, instances, lastCollections, liveHeap, orAlone: true as const };
    const found = await withBeside(comparing, pair);
    leads.push(...(await leadsFor(comparing, { pair, found })));
    for (const each of found) results.push(...('missing' in each ? [lacking(each, wanted)] : withOutside(each)));
    leftOut.push(
      ...found.flatMap((each) => ('comparison' in each ? each.leftOut : [])).map((gap) => leftBeside(gap, wanted)),
    );
    for (const sibling of likeliestSiblings(pods, own)) {
      const theirs = await compareSnapshots(comparing, { ...common, pod: sibling, instances: [sibling.pod] });
      if ('comparison' in theirs) siblings.push(theirs);
      else if (wanted.only === undefined) unseen.add(sibling.pod);
    }
  }
  return {
    compared: results.filter((result) => 'comparison' in result),
    siblings,
    unseenSiblings: [...unseen],
    gaps: [...results.filter((result) => 'missing' in result), ...leftOut],
    leads,
  };
}

/** What stands beside a comparison is added to it, or stands for it; that it is not there is no gap. */
async function withBeside(comparing: Comparing, pair: ComparisonOf): Promise<readonly (Compared | Gap)[]> {
  const result = await compareSnapshots(comparing, pair);
  const { beside: wanted } = pair.wanted;
  if (wanted === undefined) return [result];
  const beside = await compareSnapshots(comparing, { ...pair, wanted });
  if (!('comparison' in beside)) return [result];
  if (!('comparison' in result)) {
    const missing = 'Class histograms show what grew, not which line allocates it.';
    return [beside, { about: 'comparison', missing, fix: wanted.byLine ?? result.fix }];
  }
  const weighed = weighedByClasses(result.comparison, beside.comparison);
  return [{ ...result, comparison: { ...weighed, classes: beside.comparison.classes } }];
}

interface Sought {
  readonly pair: ComparisonOf;
  readonly found: readonly (Compared | Gap)[];
}

/** That these show nothing either is no gap. */
async function leadsFor(comparing: Comparing, { pair, found }: Sought): Promise<readonly Compared[]> {
  const { lead } = pair.wanted;
  if (lead === undefined || found.some((each) => 'comparison' in each)) return [];
  return (await withBeside(comparing, { ...pair, wanted: lead })).filter((each) => 'comparison' in each);
}

/** What heap profiles show of memory outside the heap is a comparison of its own. */
function withOutside(compared: Compared): readonly Compared[] {
  const { outside } = compared.comparison;
  return outside === undefined ? [compared] : [compared, { ...compared, comparison: outside }];
}

/** Of what stands beside in other profiles only the finding that it would have shown lacks something. */
function lacking(gap: Gap, { only, byHand = gap.fix }: ComparisonWanted): Gap {
  return only === undefined ? gap : { about: 'comparison', only, missing: gap.missing, fix: byHand };
}

/** What was left out beside a comparison that was made belongs to the finding that the comparison is for. */
function leftBeside(gap: Gap, { only }: ComparisonWanted): Gap {
  return only === undefined ? gap : { ...gap, only };
}

function unseenPod({ pod }: Investigation): Gap {
  return {
    missing: `There is no memory of ${pod ?? 'the pod'} in this window.`,
    fix: 'Choose another pod or another window: in Slack with “Change” at the first question, in a terminal with --pod and --window.',
  };
}

/** A Yes wants its proof; where no one could say, the profiles may. */
function comparisonsWanted(playbook: Playbook, investigation: Investigation): readonly ComparisonWanted[] {
  const wanted = currentSteps(investigation).flatMap((step) => {
    const next = playbook.steps.find((candidate) => candidate.id === step.id)?.next;
    const compare = next?.yes.compare;
    const answer = step.answer?.value;
    return compare === undefined || answer === undefined || answer === 'no' ? [] : [compare];
  });
  const heap = wanted.find(({ profile, only }) => profile === 'heap' && only === undefined);
  // Whether goroutines hold what the heap gained, only the number of its objects shows.
  const both = heap !== undefined && wanted.some(({ profile }) => profile === 'goroutine');
  return withoutRepeats(both ? [...wanted, { ...heap, sampleTypes: [OBJECTS] }] : wanted);
}

/** Two answers may want the same comparison: that of any finding then stands for that of one. */
function withoutRepeats(all: readonly ComparisonWanted[]): readonly ComparisonWanted[] {
  const alike = ({ profile, sampleTypes }: ComparisonWanted) => JSON.stringify([profile, sampleTypes]);
  const general = new Set(all.filter(({ only }) => only === undefined).map(alike));
  return all.filter((wanted) => wanted.only === undefined || !general.has(alike(wanted)));
}

function likeliestSiblings(pods: readonly PodMemory[], own: PodMemory): readonly PodMemory[] {
  const level = (pod: PodMemory) => pod.rss.values.at(-1) ?? 0;
  const alive = (pod: PodMemory) => Number(pod.lifetimes.at(-1)?.end === 'running');
  return pods
    .filter((pod) => pod !== own)
    .sort((a, b) => alive(b) - alive(a) || level(b) - level(a))
    .slice(0, SIBLINGS);
}
