import { rankPods } from '../../../diagnosis/ranked-pods.ts';
import { signatureOf } from '../../../diagnosis/signature.ts';
import { compareSnapshots } from '../../../evidence/compare-snapshots.ts';
import type { ProfileComparer, ProfileSource } from '../../../evidence/ports.ts';
import type { SightedService } from '../../../evidence/sighted-service.ts';
import type { Sighting } from '../../../evidence/sighting.ts';
import type { Sightings } from '../../../evidence/sightings.ts';
import type { Instant } from '../../../foundation/clock.ts';
import { UnavailableError } from '../../../foundation/errors.ts';
import { HOUR, type Milliseconds } from '../../../measurement/duration.ts';
import type { Deploy } from '../../../metrics/deploys.ts';
import { playbookFor } from '../../../playbook/playbook.ts';
import type { ComparisonWanted } from '../../../playbook/step.ts';
import type { Service } from '../../../service/service.ts';
import { type AwaitingConclusion, awaitsDeploy } from '../../state/awaiting.ts';
import type { FixOutcome } from '../../state/fix.ts';
import type { Investigation } from '../../state/investigation.ts';
import { growthOfQuantity, requestsOf } from '../growth-of-quantity.ts';
import { deployToCheck, judgedFrom, outcomeAfter } from './outcome.ts';

export interface LookDependencies {
  readonly sightings: Sightings;
  readonly profiles: ProfileSource;
  readonly comparer: ProfileComparer;
}

/** What ran when the report was written must be seen, or the next revision looks like the first. */
const BEFORE_REPORT: Milliseconds = HOUR;

interface Looking extends LookDependencies {
  readonly investigation: Investigation;
  readonly service: Service;
  readonly conclusion: AwaitingConclusion;
  readonly now: Instant;
  readonly signal: AbortSignal;
}

/**
 * Looks whether a deploy after the report fixed what it found. Undefined while there is nothing to say. Throws
 * UnavailableError when the metrics are unreachable: the next look may show.
 */
export async function lookAfterDeploy(
  dependencies: LookDependencies,
  investigation: Investigation,
  { now, signal }: { readonly now: Instant; readonly signal: AbortSignal },
): Promise<FixOutcome | undefined> {
  const conclusion = awaitsDeploy(investigation, now);
  const { service } = investigation;
  if (conclusion === undefined || service === undefined) return undefined;
  const { baseline, fix } = conclusion;
  const since = { from: conclusion.at - BEFORE_REPORT, to: now };
  const deploys = await dependencies.sightings.once({ service, range: since }).deploys(signal);
  const deploy = deployToCheck(deploys, baseline, conclusion.at);
  if (deploy === undefined || now < judgedFrom(deploy, baseline)) return undefined;
  if (fix?.deploy.revision === deploy.revision) return undefined;
  const looking = { ...dependencies, investigation, service, conclusion, now, signal };
  const seen = await worstOf(looking, deploy);
  const outcome = outcomeAfter(baseline, {
    deploy,
    now,
    growth: seen && growthOfQuantity(seen.observation, baseline.quantity),
    requestsPerHour: seen && requestsOf(seen.observation),
  });
  if (outcome?.kind !== 'not-fixed' || seen === undefined) return outcome;
  return { ...outcome, samePath: await atSamePath(looking, seen) };
}

/** The pod of the new revision that looks worst, with the quantity that grew; undefined when none runs. */
async function worstOf(looking: Looking, deploy: Deploy): Promise<Sighting | undefined> {
  const { sightings, investigation, service, conclusion, now, signal } = looking;
  const sighted = sightings.once({ service, range: { from: deploy.time, to: now } });
  const { runtime } = investigation;
  const all = whole(sighted, await sighted.see({ runtime, pod: undefined, needs: [] }, signal));
  const own = all.observation.pods.filter(({ pod }) => all.memory.revisionOf(pod) === deploy.revision);
  const [worst] = rankPods({ ...all.observation, pods: own });
  if (worst === undefined) return undefined;
  const needs = [conclusion.baseline.quantity, 'requests'] as const;
  return whole(sighted, await sighted.see({ runtime, pod: worst.pod, needs }, signal));
}

/** A sighting in which every metric could be read: there is time to look again rather than judge half of it. */
function whole({ source }: SightedService, seen: Sighting): Sighting {
  const [unread] = seen.unread;
  if (unread === undefined) return seen;
  throw new UnavailableError(`${source} did not answer for ${unread}`, { retryable: true });
}

/** Whether what grows now is what grew before; undefined where no profiles show. */
async function atSamePath(looking: Looking, seen: Sighting): Promise<boolean | undefined> {
  const { profiles, comparer, signal, conclusion } = looking;
  const { kind } = conclusion.finding;
  const { signature } = conclusion.baseline;
  const pod = seen.observation.pods.find((each) => each.pod === seen.observation.chosen);
  const wanted = comparisonFor(looking);
  if (pod === undefined || signature === undefined || wanted === undefined) return undefined;
  const { workload } = looking.service;
  const pair = { pod, workload, instances: [pod.pod, ...seen.addresses], range: seen.observation.range, wanted };
  const compared = await compareSnapshots({ profiles, comparer, signal }, pair);
  if (!('comparison' in compared) || compared.comparison.paths.length === 0) return undefined;
  return signatureOf({ kind, paths: compared.comparison.paths }) === signature;
}

/** The comparison that the report was written from. */
function comparisonFor({ investigation, conclusion }: Looking): ComparisonWanted | undefined {
  const wanted = playbookFor(investigation.runtime).steps.flatMap(({ next }) => next.yes.compare ?? []);
  const { sampleType = '' } = conclusion.compared ?? {};
  return wanted.find(({ sampleTypes }) => sampleTypes.includes(sampleType));
}
