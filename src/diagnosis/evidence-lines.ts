import { formatBytes, formatBytesDelta, formatBytesPair } from '../measurement/bytes.ts';
import { formatDuration } from '../measurement/duration.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import { formatClock } from '../measurement/time.ts';
import type { Comparison } from '../profile/comparison.ts';
import type { CaseFile, SettledStep } from './case-file.ts';
import type { FindingKind } from './finding.ts';
import type { Subject } from './title.ts';

/** The evidence of a finding in figures, most telling first. */
export function evidenceOf({ verdict, pod, limit, peak }: Subject, file: CaseFile): readonly string[] {
  const { comparison } = verdict;
  const compared = comparison === undefined ? [] : comparedLines(comparison, file);
  return [
    ...verdict.contradicted.map(contradiction),
    ...compared,
    ...file.steps.map(({ judgement }) => judgement.headline),
    ...verdict.also.map((kind) => `Grew too, but explains less: ${KIND_NAMES[kind]}.`),
    ...(verdict.kind === 'limit-too-small' && limit !== undefined && peak !== undefined
      ? [`Peaks touch ${formatBytes(peak)} of ${formatBytes(limit)} (${formatShare(peak / limit)}).`]
      : []),
    ...(pod?.inferredKills !== undefined && pod.inferredKills > 0
      ? [
          `${countOf(pod.inferredKills, 'kill is', 'kills are')} inferred from restarts at the limit; kube-state-metrics would name the reason.`,
        ]
      : []),
    ...deployLine(file),
  ];
}

const KIND_NAMES: Readonly<Record<FindingKind, string>> = {
  'heap-leak': 'the live heap',
  'goroutine-leak': 'the goroutine count',
  'thread-leak': 'the thread count',
  'handle-leak': 'active handles',
  'native-growth': 'memory outside the Go heap',
  'limit-too-small': 'the limit is small',
  'gc-misconfigured': 'garbage not returned',
  'load-driven': 'the load',
  'warm-up': 'the warm-up',
  burst: 'bursts',
  'page-cache': 'page cache',
  'no-growth': 'nothing',
  'not-enough-data': 'unknown',
};

function contradiction({ judgement }: SettledStep): string {
  return `The data says otherwise than the answer given: ${judgement.headline}`;
}

function comparedLines(comparison: Comparison, { siblings = [] }: CaseFile): readonly string[] {
  const { base, current, delta, paths, unit } = comparison;
  const bytes = unit === 'bytes';
  const say = (amount: number) => (bytes ? formatBytes(amount) : String(Math.round(amount)));
  const top = paths.slice(0, 3);
  if (delta <= 0 || top.length === 0)
    return ['The profiles compared show no growth: the paths below are not the cause.'];
  const amount = top.reduce((sum, path) => sum + path.delta, 0);
  const between = `between ${formatClock(base.time)} and ${formatClock(current.time)} UTC`;
  const span = formatDuration(current.time - base.time);
  const levels = bytes ? formatBytesPair(base.total, current.total) : `${base.total} → ${current.total}`;
  const noun = top.length === 1 ? 'One path explains' : `${top.length} paths explain`;
  return [
    `${noun} ${say(amount)} of the ${say(delta)} added ${between} (${levels} in ${span}).`,
    ...siblingLines(comparison, siblings),
  ];
}

function siblingLines(comparison: Comparison, siblings: NonNullable<CaseFile['siblings']>): readonly string[] {
  const top = comparison.paths[0]?.frames[0];
  if (top === undefined) return [];
  return siblings
    .filter(({ comparison: other }) => other.sampleType === comparison.sampleType)
    .map(({ pod, comparison: other }) => {
      const same = other.paths.find(({ frames }) => frames[0]?.function === top.function);
      if (same === undefined || same.delta <= 0) return `On ${pod} this path does not grow: it is not every pod.`;
      const delta = other.unit === 'bytes' ? formatBytesDelta(same.delta) : `+${Math.round(same.delta)}`;
      return `Same path on ${pod} (${delta}).`;
    });
}

/** The last deploy before the growth; whether it is the cause the profiles must tell. */
function deployLine({ observation, steps }: CaseFile): readonly string[] {
  if (steps.find(({ step }) => step === 'rss-growing')?.answer !== 'yes') return [];
  const deploy = observation.deploys.at(-1);
  if (deploy === undefined) return [];
  const from = deploy.previous === undefined ? '' : ` from ${deploy.previous}`;
  return [`The last deploy in the window: ${deploy.revision}${from} at ${formatClock(deploy.time)} UTC.`];
}
