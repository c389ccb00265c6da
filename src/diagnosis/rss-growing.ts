import { formatBytes } from '../measurement/bytes.ts';
import { countOf } from '../measurement/share.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { shortPodNames } from '../service/pod-name.ts';
import type { Judgement } from './judgement.ts';
import type { Observation } from './observation.ts';

/** One pod in the order of suspicion, for the menu. */
export interface RankedPod {
  readonly pod: string;
  /** The short name, unique among the pods: `x2x`. */
  readonly name: string;
  /** `x2x — 498 MiB, 4 kills`. */
  readonly caption: string;
  readonly judgement: Judgement;
}

export interface RssJudgement extends Judgement {
  /** The pod that the judgement is about: the chosen one, else the worst. */
  readonly pod?: string | undefined;
}

/** Pods worst first: growing and killed before growing, before the unclear, before the flat. */
export function rankPods(observation: Observation): readonly RankedPod[] {
  const names = shortPodNames(observation.pods.map((pod) => pod.pod));
  return observation.pods.map((pod) => {
    const name = names.get(pod.pod) ?? pod.pod;
    return { pod: pod.pod, name, caption: captionOf(pod, name), judgement: unjudged(name) };
  });
}

export function judgeRssGrowing(observation: Observation): RssJudgement {
  const worst = rankPods(observation).find((ranked) => ranked.pod === (observation.chosen ?? ranked.pod));
  return { ...unjudged(worst?.name ?? 'no pod'), pod: worst?.pod };
}

function unjudged(name: string): Judgement {
  return { answer: 'unclear', confidence: 0.5, headline: `not judged yet on ${name}`, reasons: [] };
}

function captionOf(pod: PodMemory, name: string): string {
  const level = formatBytes(pod.rss.values.at(-1) ?? 0);
  return pod.kills.length === 0 ? `${name} — ${level}` : `${name} — ${level}, ${countOf(pod.kills.length, 'kill')}`;
}
