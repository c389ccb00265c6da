import { type Bytes, formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { DAY, formatDuration, type Milliseconds } from '../measurement/duration.ts';
import { countOf, formatShare } from '../measurement/share.ts';
import { formatClock, formatClocks, formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { Comparison, GrowthPath } from '../profile/comparison.ts';
import { EXTERNAL_MEMORY } from '../profile/external-memory.ts';
import { CLASS_BYTES } from '../profile/histogram/class-growth.ts';
import { shortRevision } from '../service/revision.ts';
import { alsoLines } from './also-lines.ts';
import { anotherPodLines } from './another-pod.ts';
import { beganText } from './began.ts';
import { atOnceLine } from './began-at-once.ts';
import type { CaseFile, SettledStep } from './case-file.ts';
import { causeLines, widerLines } from './cause-lines.ts';
import { classLines } from './class-lines.ts';
import { countedAs } from './comparison-of.ts';
import { containerLines } from './containers.ts';
import { boundLine } from './data-bound-words.ts';
import { returnedBefore } from './earlier-memory.ts';
import { evictedGrowing, evictedLine } from './evicted-growing.ts';
import { fillsItsHeap } from './fills-its-heap.ts';
import type { Began, FindingKind } from './finding.ts';
import { firstRunLine } from './first-run.ts';
import { fixedLine } from './fixed.ts';
import { ALONE, objectLines, partLines } from './followed-lines.ts';
import { goroutineLines } from './goroutine-lines.ts';
import { raisedLine } from './limit-raised.ts';
import { limitsFollowedLines } from './limits-followed.ts';
import { ROSE_WITH_REQUESTS } from './live-heap-growing.ts';
import { withoutLookAgain } from './look-again.ts';
import { nativeOwnerLines } from './native-owner-lines.ts';
import type { Observation } from './observation.ts';
import { endedFull, ownEndOf } from './own-end.ts';
import { quietLine } from './pause-doubt.ts';
import { peersGoneLine } from './peers-gone.ts';
import { belowEarlier } from './predecessors.ts';
import { refutedLines } from './refuted.ts';
import { resetLines } from './reset-by-starts.ts';
import { endMeans, endsOf, namedOtherwise, restartsOf, restartsSaid } from './restarts.ts';
import { siblingLines } from './sibling-lines.ts';
import { stairsIn, stairsLine } from './stairs-said.ts';
import { tellingPaths } from './telling-paths.ts';
import type { Subject } from './title.ts';
import { trafficMovedLine } from './traffic-moved.ts';
import { unheldLines } from './unheld-line.ts';
import { unrankedLines } from './unranked-lines.ts';
import { unreadHeapLines } from './unread-runtime.ts';
import type { Verdict } from './verdict.ts';

/** The evidence of a finding in figures, most telling first. */
export function evidenceOf(
  { verdict, pod, words, limit, peak, fault, raised, fixed, ...when }: Subject & WhenItBegan,
  file: CaseFile,
): readonly string[] {
  const { comparison } = verdict;
  const compared = comparison === undefined ? [] : [...meanwhile(verdict), ...comparedLines(comparison, file)];
  const lines = [
    ...verdict.contradicted.map(contradiction),
    ...(verdict.refuted === undefined || pod === undefined ? [] : refutedLines(verdict.refuted, pod)),
    ...(fault === undefined ? [] : [fault.said]),
    ...(verdict.bound === undefined ? [] : boundLine(verdict.bound, words, (pod?.kills.length ?? 0) > 0)),
    ...(raised === undefined ? [] : [raisedLine(raised)]),
    ...(fixed === undefined ? [] : [fixedLine(fixed)]),
    ...compared,
    ...(verdict.kind === 'native-growth' ? nativeOwnerLines(file.comparisons, file.leads) : []),
    ...(pod === undefined ? [] : causeLines(verdict.kind, file, pod)),
    ...stairsLine(stairsIn(file.observation, verdict.kind)),
    ...headlines(file, verdict),
    ...(pod === undefined ? [] : widerLines(verdict.kind, file.observation, pod)),
    ...resetLines(file),
    ...(pod === undefined || verdict.kind !== 'load-driven' ? [] : trafficMovedLine(file.observation, pod)),
    ...limitsFollowedLines(file),
    ...evictedLines(file),
    ...withRequestsLine(verdict, file),
    ...firstRunLine(verdict, file.observation),
    ...unreadHeapLines(file.observation.unread, pod),
    ...containerLines(file.observation),
    ...peersGoneLine(file.observation),
    ...anotherPodLines(verdict.kind, file.observation),
    ...(pod === undefined
      ? []
      : verdict.kind === 'restarts-not-memory'
        ? endsLine(pod, file)
        : restartLine(pod, file.observation)),
    ...[...(verdict.open ?? []).map(({ means }) => means.open), ...(verdict.hidden ?? [])].map(
      (cause) => `Not ruled out, because nothing measures it: ${cause}.`,
    ),
    ...alsoLines(verdict, words, file.steps),
    ...(verdict.kind === 'limit-too-small' && limit !== undefined && peak !== undefined
      ? [peakLine(peak, limit, pod)]
      : []),
    ...inferredLine(pod, file.observation),
    ...(pod === undefined ? [] : [...belowLine(file, pod), ...returnedLine(file, pod)]),
    ...(pod === undefined || !CALM.has(verdict.kind) ? [] : quietLine(file.observation, pod)),
    ...endedLine(file.observation),
    ...beganLines(when, file),
  ];
  // What is not measured may have left several questions open.
  return [...new Set(lines)];
}

interface WhenItBegan {
  readonly began: Began | undefined;
}

function beganLines({ began, atOnce }: WhenItBegan & Pick<Subject, 'atOnce'>, file: CaseFile): readonly string[] {
  const deployed = began === undefined ? deployLine(file) : [beganText(began)];
  return [...deployed, ...(atOnce === undefined ? [] : [atOnceLine(atOnce)])];
}

/** Kills that no metric names. */
function inferredLine(pod: PodMemory | undefined, { place }: Observation): readonly string[] {
  const { inferredKills = 0 } = pod ?? {};
  if (inferredKills === 0) return [];
  const log = place?.kubernetes === false ? 'the kernel’s log (journalctl -k)' : 'kube-state-metrics';
  return [
    `${countOf(inferredKills, 'kill is', 'kills are')} inferred from restarts at the limit; ${log} would name the reason.`,
  ];
}

/** What the paths of a report are that finds nothing yet. */
function meanwhile({ kind }: Verdict): readonly string[] {
  return kind === 'not-enough-data'
    ? ['The profiles show what grew meanwhile; whether it goes on growing is not known yet.']
    : [];
}

/** Where something grows, what became of the pods that grew before. */
function evictedLines({ observation, steps }: CaseFile): readonly string[] {
  const grows = steps.some(({ answer, means }) => answer === 'yes' && means.yes === 'memory-grows');
  const evicted = grows ? evictedGrowing(observation) : undefined;
  return evicted === undefined ? [] : [evictedLine(evicted)];
}

function endedLine({ ended }: Observation): readonly string[] {
  return ended === undefined
    ? []
    : [`All data end at ${formatInstant(ended)} UTC: they arrive late, and this is how it stood then.`];
}

/** A heap that rose in the hours in which the requests did. */
function withRequestsLine({ kind }: Verdict, { steps }: CaseFile): readonly string[] {
  const said = steps.some(({ judgement }) => judgement.reasons.includes(ROSE_WITH_REQUESTS));
  return kind === 'heap-leak' && said ? [ROSE_WITH_REQUESTS] : [];
}

/** Memory that grows to a height that the same run reached before the window, and left. */
function returnedLine({ observation, steps }: CaseFile, pod: PodMemory): readonly string[] {
  const grows = steps.some(({ answer, means }) => answer === 'yes' && means.yes === 'memory-grows');
  const returned = grows ? returnedBefore(observation, pod) : undefined;
  if (returned === undefined) return [];
  return [
    `The same run was at ${formatBytes(returned.peak)} at ${formatInstant(returned.at)} UTC, before this window, and fell to ${formatBytes(returned.low)}: what grows may come back${howOften(observation.range.to - returned.at)}.`,
  ];
}

/** A rhythm as the time since its last height suggests it. */
function howOften(since: Milliseconds): string {
  if (since < 1.5 * DAY) return ' each day';
  return since > 6.5 * DAY ? ' each week' : '';
}

/** Memory that grows, below where the runs of another revision stood level. */
function belowLine({ observation, steps }: CaseFile, pod: PodMemory): readonly string[] {
  const grows = steps.some(({ answer, means }) => answer === 'yes' && means.yes === 'memory-grows');
  const below = grows ? belowEarlier(pod, observation.pods, observation.earlier) : undefined;
  return below === undefined
    ? []
    : [
        below.reached === true
          ? `It takes no more than ${countOf(below.runs, 'earlier run')} of another revision, level at ${formatBytes(below.peak)}, and slows down there: what it runs is not shown to need more.`
          : `Below the ${formatBytes(below.peak)} at which ${countOf(below.runs, 'earlier run')} stood level: it may still fill as they did.`,
      ];
}

/** Samples this far below the limit at which the kernel killed did not see the rise. */
const UNSEEN = 0.85;

function peakLine(peak: Bytes, limit: Bytes, pod: PodMemory | undefined): string {
  const [high, all] = [formatBytes(peak), formatBytes(limit)];
  if (high === all) return `Peaks reach the limit of ${all}.`;
  const share = `${formatShare(peak / limit)} of the limit of ${all}`;
  return (pod?.kills.length ?? 0) > 0 && peak < UNSEEN * limit
    ? `Samples see ${high} at most, ${share}: it takes the rest between two of them.`
    : `Peaks reach ${high}, ${share}.`;
}

/** What is not measured is said as a gap with the setting that adds it, not as evidence. */
function headlines(file: CaseFile, { kind, contradicted }: Verdict): readonly string[] {
  const steps = file.steps.filter((step) => !contradicted.includes(step));
  const measured = steps.filter(
    ({ judgement, means }) =>
      judgement.unmeasured !== true &&
      // What moved within memory that does not grow is not why anything ended, unless it fills the heap one day.
      !(
        CALM.has(kind) &&
        judgement.answer === 'yes' &&
        means.yes !== 'memory-grows' &&
        fillsItsHeap(file) === undefined
      ),
  );
  return withoutRepeatedAdvice((measured.length > 0 ? measured : steps).map(({ judgement }) => judgement.headline));
}

/** Findings that say that nothing is wrong with memory. */
const CALM: ReadonlySet<FindingKind> = new Set(['no-growth', 'warm-up', 'load-driven', 'restarts-not-memory']);

/** When to look again is said once, whichever questions are open. */
function withoutRepeatedAdvice(lines: readonly string[]): readonly string[] {
  const last = lines.findLastIndex((line) => withoutLookAgain(line) !== line);
  return lines.map((line, i) => (i < last ? withoutLookAgain(line) : line));
}

/** What ended, where the question about memory speaks of the little that it gained. */
function endsLine(pod: PodMemory, { observation, steps }: CaseFile): readonly string[] {
  const grows = steps.some(({ answer, means }) => answer === 'yes' && means.yes === 'memory-grows');
  const restarts = grows ? endsOf(observation, pod) : undefined;
  if (restarts === undefined) return [];
  return [pod.restarts > 0 ? `The container ${restartsSaid(restarts)}.` : `${restartsSaid(restarts)}.`];
}

/** Beside what grows: that it is not why the container ends. */
function restartLine(pod: PodMemory, observation: Observation): readonly string[] {
  const restarts = namedOtherwise(pod) ? restartsOf(pod) : undefined;
  if (restarts === undefined) return [];
  const own = ownEndOf(observation);
  const full = own && endedFull(own, restarts.count);
  return [`The container ${restartsSaid(restarts)}. ${full ?? endMeans(restarts)}`];
}

function contradiction({ judgement }: SettledStep): string {
  return `The data says otherwise than the answer given: ${judgement.headline}`;
}

function comparedLines(comparison: Comparison, file: CaseFile): readonly string[] {
  const { base, current, delta, paths, unit } = comparison;
  const bytes = unit === 'bytes';
  const say = (amount: number) => (bytes ? formatBytes(amount) : `${formatCount(amount)} ${countedAs(comparison)}`);
  const top = tellingPaths(paths);
  const classes = classLines(comparison.classes);
  const unranked = unrankedLines(comparison);
  if (unit === 'ppm')
    return [
      ...partLines(comparison),
      ...unheldLines(comparison),
      ...unranked,
      ...classes,
      ...siblingLines(comparison, file),
    ];
  if (delta <= 0 || (top.length === 0 && unranked.length === 0))
    return ['The profiles compared show no growth: the paths below are not the cause.'];
  const amount = top.reduce((sum, path) => sum + path.delta, 0);
  const [from, to] = formatClocks(base.time, current.time);
  const between = `between ${from} and ${to} UTC`;
  const span = formatDuration(current.time - base.time);
  const levels = bytes
    ? formatBytesPair(base.total, current.total)
    : `${formatCount(base.total)} → ${formatCount(current.total)}`;
  if (comparison.sampleType === CLASS_BYTES) {
    return [`Objects took ${levels} ${between}.`, ...classes, ...siblingLines(comparison, file)];
  }
  if (top.length === 0)
    return [`Between ${from} and ${to} UTC the profiles went ${levels} in ${span}.`, ...unranked, ...classes];
  const which = top.length > 1 ? `${top.length} paths` : isSum(top[0]) ? 'The sum (external)' : 'One path';
  // Other paths may have shrunk meanwhile: then what grew is more than what was added.
  const explained =
    amount > ROUNDED * delta
      ? `${which} gained ${say(amount)}; net of what shrank, ${say(delta)} were added`
      : `${which} ${top.length === 1 ? 'explains' : 'explain'} ${partOf(amount, delta, say)} added`;
  return [
    comparison.alone === true
      ? `${explained} since ${from} UTC that still live, of ${formatCount(current.total)} in the recording of ${to}. ${ALONE}`
      : `${explained} ${between} (profiles: ${levels} in ${span}).`,
    ...objectLines(comparison),
    ...(comparison.recordedStarts === true ? [ONLY_STARTS] : []),
    ...unranked,
    ...classes,
    ...goroutineLines(comparison),
    ...siblingLines(comparison, file),
  ];
}

const ONLY_STARTS =
  'A recording has the threads that were started while it ran, and may have begun again since: which line starts them it shows, not how many there are.';

/** What profiles of Node have outside the heap is no path. */
function isSum(path: GrowthPath | undefined): boolean {
  return path?.kept?.class === EXTERNAL_MEMORY;
}

/** A sum that passes the whole by less is rounding. */
const ROUNDED = 1.01;

/** `62.4 of the 63.6 MiB` */
function partOf(amount: number, whole: number, say: (amount: number) => string): string {
  const [part, all] = [say(amount), say(whole)];
  if (amount >= whole || part === all) return `all of the ${all}`;
  const unit = all.slice(all.indexOf(' '));
  return `${part.endsWith(unit) ? part.slice(0, -unit.length) : part} of the ${all}`;
}

/** The last deploy before the growth; whether it is the cause is for the profiles to show. */
function deployLine({ observation, steps }: CaseFile): readonly string[] {
  if (!steps.some(({ answer }) => answer === 'yes')) return [];
  const deploy = observation.deploys.at(-1);
  if (deploy === undefined) return [];
  const from = deploy.previous === undefined ? '' : ` from ${shortRevision(deploy.previous)}`;
  return [
    `The last deploy in the window: ${shortRevision(deploy.revision)}${from} at ${formatClock(deploy.time)} UTC.`,
  ];
}
