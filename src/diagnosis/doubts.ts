import { formatBytes } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { shortPodNames } from '../service/pod-name.ts';
import type { Doubt } from './doubt.ts';
import type { Finding, FindingKind } from './finding.ts';
import type { Judgement } from './judgement.ts';
import { chosenPod, type Observation } from './observation.ts';
import { pauseDoubt } from './pause-doubt.ts';

/** What makes it doubtful that a pod does not grow. */
export function doubtsOf(observation: Observation, pod: PodMemory | undefined): readonly Doubt[] {
  return [
    ...(pod?.stuck === undefined ? [] : [stuckDoubt(observation, pod, pod.stuck)]),
    ...partialDoubt(observation),
    ...(pod === undefined ? [] : pauseDoubt(observation, pod)),
  ];
}

function stuckDoubt({ range, pods }: Observation, { pod }: PodMemory, stuck: NonNullable<PodMemory['stuck']>): Doubt {
  const { since, value, pushedAt } = stuck;
  const name = shortPodNames(pods.map((each) => each.pod)).get(pod) ?? pod;
  const pushed = pushedAt === undefined ? '' : `, as it was pushed at ${formatInstant(pushedAt)} UTC`;
  const span = formatDuration(range.to - since);
  return {
    said: `the memory of ${name} is not being measured: the figure has been ${formatBytes(value)} to the byte for ${span}${pushed}`,
    gap: {
      missing: `Nothing measures the memory of ${name} now: the figure has not changed by a byte for ${span}${pushed}.`,
      fix:
        pushedAt === undefined
          ? 'Look at what exposes the metric: it may hand on a value that it read once.'
          : 'Let Prometheus scrape the process while it runs, or let it push again and again: one value that was pushed at its end shows no growth.',
    },
  };
}

function partialDoubt({ partial }: Observation): readonly Doubt[] {
  if (partial === undefined) return [];
  const { source, why } = partial;
  return [
    {
      said: 'the answers are partial: pods and samples may be missing',
      because: `${source} says: ${why}.`,
      gap: {
        missing: `${source} answered only in part (${why}): pods and samples may be missing from the figures.`,
        fix: `Look again when every store behind ${source} answers.`,
      },
    },
  ];
}

/** Findings that say that nothing is wrong with the pods: what a doubt is about. */
const CALM: ReadonlySet<FindingKind> = new Set([
  'no-growth',
  'warm-up',
  'load-driven',
  'restarts-not-memory',
  'not-enough-data',
]);

/** How sure a finding about memory that does not grow is at most, where the figures are in doubt. */
const IN_DOUBT = 0.6;

/** A No that rests on figures in doubt: unclear, or where something else than growth is wrong, not sure. */
export function doubted<Kind extends Judgement>(judgement: Kind, doubts: readonly Doubt[]): Kind {
  const [first] = doubts;
  if (first === undefined || judgement.answer !== 'no') return judgement;
  const confidence = Math.min(judgement.confidence, IN_DOUBT);
  const reasons = [...doubts.map(whole), ...judgement.reasons];
  if (judgement.suggests !== undefined && !CALM.has(judgement.suggests)) return { ...judgement, confidence, reasons };
  return {
    ...judgement,
    answer: 'unclear',
    confidence: Math.min(confidence, 0.5),
    headline: `${sentence(first.said)}. As far as it was seen: ${judgement.headline}`,
    reasons,
    suggests: 'not-enough-data',
  };
}

function whole({ said, because }: Doubt): string {
  return because === undefined ? `${sentence(said)}.` : `${sentence(said)}. ${because}`;
}

function sentence(said: string): string {
  return `${said.charAt(0).toUpperCase()}${said.slice(1)}`;
}

/** The doubts that a finding rests under: those of memory that does not grow. */
export function doubtsAbout(observation: Observation, memory: Judgement | undefined): readonly Doubt[] {
  const doubts = doubtsOf(observation, chosenPod(observation) ?? observation.pods[0]);
  return memory?.answer === 'yes' ? [] : doubts;
}

/** A finding is not surer than the figures that it rests on, and says so first. */
export function underDoubt(finding: Finding, all: readonly Doubt[]): Finding {
  const doubts = CALM.has(finding.kind) ? all : all.filter(({ ofLevel }) => ofLevel !== true);
  if (doubts.length === 0) return finding;
  const unsaid = doubts.filter(({ said }) => !finding.evidence.some((each) => each.startsWith(sentence(said))));
  return {
    ...finding,
    confidence: Math.min(finding.confidence, IN_DOUBT),
    evidence: [...unsaid.map(whole), ...finding.evidence],
  };
}
