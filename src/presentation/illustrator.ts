import { chargedBesideRss } from '../diagnosis/charged.ts';
import { countedAs } from '../diagnosis/comparison-of.ts';
import { ledgerOfRuns } from '../diagnosis/ledger-of-pod.ts';
import { type LiveHeap, liveHeapOf } from '../diagnosis/live-heap.ts';
import { chosenPod, limitOf, type Observation } from '../diagnosis/observation.ts';
import { assertNever } from '../foundation/assert-never.ts';
import type {
  CauseScene,
  ComparisonScene,
  Drawing,
  Illustrator,
  StepScene,
} from '../investigation/looks/illustrator.ts';
import { amountUnit, formatAmount } from '../measurement/amount.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { formatMoments } from '../measurement/time.ts';
import { residentName } from '../metrics/lifetime.ts';
import { type Comparison, type DiffNode, type GrowthPath, isOfClass } from '../profile/comparison.ts';
import { shortName } from '../profile/short-names.ts';
import { guideTo } from '../runtime/runtimes.ts';
import { shortPodNames } from '../service/pod-name.ts';
import { shortRevision } from '../service/revision.ts';
import { burstChart } from './charts/burst-chart.ts';
import type { ChartFrame } from './charts/chart-frame.ts';
import { countChart } from './charts/count-chart.ts';
import { ledgerChart, type Stacked } from './charts/ledger-chart.ts';
import { liveHeapChart } from './charts/live-heap-chart.ts';
import { loadChart } from './charts/load-chart.ts';
import { rssChart } from './charts/rss-chart.ts';
import { comparisonFlameGraph } from './flame-graph/comparison-flame-graph.ts';
import type { Picture, PictureRenderer } from './picture.ts';

/** Decides which picture shows a step or a comparison, and has it drawn. */
export function illustrator(renderer: PictureRenderer): Illustrator {
  async function drawing(picture: Picture | undefined): Promise<Drawing | undefined> {
    if (picture === undefined) return undefined;
    return { png: await renderer.render(picture), title: picture.title, alt: picture.alt };
  }
  return {
    drawStep: (scene) => drawing(stepPicture(scene)),
    drawCause: (scene) => drawing(causePicture(scene)),
    drawComparison: (scene) => drawing(comparisonPicture(scene)),
  };
}

/** The picture of a question; undefined when its quantity is missing. */
export function stepPicture(scene: StepScene): Picture | undefined {
  const { observation } = scene;
  const frame = frameOf(scene);
  const shown = scene.picture;
  const chosen = chosenPod(observation);
  if (shown.of === 'memory')
    return rssChart({
      ...frame,
      pods: observation.pods,
      chosen: observation.chosen,
      charged: chosen && chargedBesideRss(observation, chosen),
    });
  if (chosen === undefined) return undefined;
  const pod = { ...chosen, limit: limitOf(observation, chosen) };
  const name = nameOf(observation, pod.pod);
  switch (shown.of) {
    case 'count': {
      const counts = observation.measured[shown.quantity]?.track;
      return counts && countChart({ ...frame, pod, name, noun: shown.quantity, counts });
    }
    case 'live-heap': {
      const heap = liveHeapOf(observation);
      const what = heap && heapLabel(observation, heap);
      return heap && liveHeapChart({ ...frame, pod, name, what, liveHeap: heap.track });
    }
    case 'ledger': {
      const ledger = stackedOf(observation);
      return ledger && ledgerChart({ ...frame, pod, name, ledger });
    }
    default:
      return assertNever(shown);
  }
}

/** The parts that the judgement quotes. */
function stackedOf(observation: Observation): Stacked | undefined {
  const ofRuns = ledgerOfRuns(observation);
  const charged = observation.runs?.runs.some(({ tracks }) => tracks['working-set'] !== undefined) === true;
  const resident = residentName(chosenPod(observation) ?? {}) === 'RSS' ? 'RSS' : 'memory';
  return ofRuns && { ...ofRuns, label: charged ? 'working set' : resident };
}

/** What the line of the heap is called, where it is not simply what survives a collection. */
function heapLabel({ runtime }: Observation, { collected }: LiveHeap): string | undefined {
  if (collected !== 'sure') return 'heap in use, at its lowest';
  return guideTo(runtime).words.liveLine;
}

/** The picture of a cause; undefined when its quantity is missing. */
export function causePicture(scene: CauseScene): Picture | undefined {
  const { observation, service } = scene;
  const chosen = chosenPod(observation);
  if (chosen === undefined) return undefined;
  const pod = { ...chosen, limit: limitOf(observation, chosen) };
  const name = nameOf(observation, pod.pod);
  switch (scene.kind) {
    case 'burst':
      return scene.kills.length === 0 ? undefined : burstChart({ service, name, limit: pod.limit, kills: scene.kills });
    case 'load-driven': {
      const requests = observation.measured.requests?.track;
      const deploys = deploysOf(observation);
      return requests && loadChart({ range: observation.range, service, deploys, pod, name, requests });
    }
    default:
      return assertNever(scene);
  }
}

function deploysOf({ deploys }: Observation): ChartFrame['deploys'] {
  return deploys.map((deploy) => ({ ...deploy, revision: shortRevision(deploy.revision) }));
}

function frameOf({ observation, judgement, service, profiles }: StepScene): ChartFrame {
  return {
    range: observation.range,
    headline: judgement.headline,
    service,
    deploys: deploysOf(observation),
    profiles: profiles && { a: profiles.base, b: profiles.current },
  };
}

function nameOf(observation: Observation, pod: string): string {
  return shortPodNames(observation.pods.map((each) => each.pod)).get(pod) ?? pod;
}

/** Both sides of a comparison, its title naming the path that grew most and how much of the growth it explains. */
export function comparisonPicture(scene: ComparisonScene): Picture {
  const { comparison } = scene;
  const unit = amountUnit(comparison.unit);
  const amount = (value: number) => formatAmount(value, unit);
  const noun = nounOf(comparison);
  const { base, current, followed } = comparison;
  // A part of a heap says less than the heap itself, where that is known.
  const caption = (total: number, heap: number | undefined, said: string) =>
    `${unit === 'ppm' && heap !== undefined ? `${formatBytes(heap)} of heap` : `${amount(total)}${noun}`}, ${said}`;
  const [from, to] = formatMoments(base.time, current.time);
  return comparisonFlameGraph({
    comparison,
    title: comparisonTitle(scene, amount),
    pod: scene.podName,
    a: { time: from, caption: caption(base.total, followed?.base.heap, scene.baseCaption) },
    b: { time: to, caption: caption(current.total, followed?.current.heap, scene.currentCaption) },
    ...(unit === 'count' ? { noun: noun.trim() } : {}),
  });
}

/** What a figure is followed by: some Java profilers count live objects, or show no more than parts of a heap. */
function nounOf(comparison: Comparison): string {
  const unit = amountUnit(comparison.unit);
  if (unit === 'bytes') return '';
  if (unit === 'ppm') return ' of the larger heap';
  return ` ${countedAs(comparison)}`;
}

function comparisonTitle({ comparison }: ComparisonScene, amount: (value: number) => string): string {
  const [top] = comparison.paths;
  const leaf = top?.frames[0];
  const noun = nounOf(comparison);
  if (top === undefined || leaf === undefined || comparison.delta <= 0) {
    return `No growth: ${amount(comparison.base.total)} then, ${amount(comparison.current.total)}${noun} now`;
  }
  if (comparison.unit === 'ppm') return partTitle(comparison, top, amount);
  const verb = comparison.recordedStarts === true ? 'has' : comparison.unit === 'bytes' ? 'keeps' : 'holds';
  return `${shortName(leaf.function)} ${verb} ${shareOf(top.delta, comparison.delta, amount)}${noun} that were added`;
}

/** With the figures that the box of the function has below: its other lines are in them. */
function partTitle({ tree, sampleType }: Comparison, path: GrowthPath, amount: (value: number) => string): string {
  let box = tree;
  for (
    let next: DiffNode | undefined = tree;
    next !== undefined;
    next = next.children.find((child) => child.top === true)
  ) {
    box = next;
  }
  const whole = sampleType.endsWith('_space') ? 'the heap' : 'the objects followed';
  const name = shortName(path.frames[0]?.function ?? '');
  return `${amount(box.current)} of ${whole} ${isOfClass(path) ? 'are' : 'from'} ${name}, ${amount(box.base)} before`;
}

/** `271 of the 314 MiB`, the unit said once; `all of the 378` where a path grew by no less than the whole. */
function shareOf(part: number, whole: number, amount: (value: number) => string): string {
  const all = amount(whole);
  if (part >= whole || amount(part) === all) return `all of the ${all}`;
  const [figure, unit] = amount(part).split(' ');
  return `${unit === all.split(' ')[1] ? figure : amount(part)} of the ${all}`;
}
