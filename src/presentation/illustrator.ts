import { chosenPod, limitOf, type Observation } from '../diagnosis/observation.ts';
import type { ComparisonScene, Drawing, Illustrator, StepScene } from '../investigation/ports.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import { formatInstant } from '../measurement/time.ts';
import { ledgerOf, withoutGarbage } from '../metrics/ledger.ts';
import { shortName } from '../profile/go-names.ts';
import { shortPodNames } from '../service/pod-name.ts';
import { shortRevision } from '../service/revision.ts';
import type { ChartFrame } from './charts/chart-frame.ts';
import { countChart } from './charts/count-chart.ts';
import { ledgerChart } from './charts/ledger-chart.ts';
import { liveHeapChart } from './charts/live-heap-chart.ts';
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
    drawComparison: (scene) => drawing(comparisonPicture(scene)),
  };
}

/** The picture of a question; undefined when its quantity was not to be had. */
export function stepPicture(scene: StepScene): Picture | undefined {
  const { observation } = scene;
  const frame = frameOf(scene);
  if (scene.step === 'rss-growing') return rssChart({ ...frame, pods: observation.pods, chosen: observation.chosen });
  const chosen = chosenPod(observation);
  if (chosen === undefined) return undefined;
  const pod = { ...chosen, limit: limitOf(observation, chosen) };
  const name = nameOf(observation, pod.pod);
  const { goroutines, 'live-heap': liveHeap } = observation.measured;
  switch (scene.step) {
    case 'goroutines-growing':
      return goroutines && countChart({ ...frame, pod, name, noun: 'goroutines', counts: goroutines.track });
    case 'live-heap-growing':
      return liveHeap && liveHeapChart({ ...frame, pod, name, liveHeap: withoutGarbage(liveHeap) });
    case 'outside-heap-growing': {
      const ledger = ledgerOf(pod.rss, observation.measured);
      return ledger && ledgerChart({ ...frame, pod, name, ledger });
    }
    default:
      return undefined;
  }
}

function frameOf({ observation, judgement, service, profiles }: StepScene): ChartFrame {
  const deploys = observation.deploys.map((deploy) => ({ ...deploy, revision: shortRevision(deploy.revision) }));
  return {
    range: observation.range,
    headline: judgement.headline,
    service,
    deploys,
    profiles: profiles && { a: profiles.base, b: profiles.current },
  };
}

function nameOf(observation: Observation, pod: string): string {
  return shortPodNames(observation.pods.map((each) => each.pod)).get(pod) ?? pod;
}

/** Both sides of a comparison, its title naming the path that grew most and how much of the growth it explains. */
export function comparisonPicture(scene: ComparisonScene): Picture {
  const { comparison } = scene;
  const bytes = comparison.unit === 'bytes';
  const amount = (value: number) => (bytes ? formatBytes(value) : formatCount(value));
  const caption = (total: number, said: string) => `${amount(total)}${bytes ? '' : ' goroutines'}, ${said}`;
  return comparisonFlameGraph({
    comparison,
    title: comparisonTitle(scene, amount),
    pod: scene.podName,
    a: { time: formatInstant(comparison.base.time), caption: caption(comparison.base.total, scene.baseCaption) },
    b: {
      time: formatInstant(comparison.current.time),
      caption: caption(comparison.current.total, scene.currentCaption),
    },
    ...(bytes ? {} : { noun: 'goroutines' }),
  });
}

function comparisonTitle({ comparison }: ComparisonScene, amount: (value: number) => string): string {
  const [top] = comparison.paths;
  const leaf = top?.frames[0];
  const noun = comparison.unit === 'bytes' ? '' : ' goroutines';
  if (top === undefined || leaf === undefined || comparison.delta <= 0) {
    return `No growth: ${amount(comparison.base.total)} then, ${amount(comparison.current.total)}${noun} now`;
  }
  const verb = comparison.unit === 'bytes' ? 'keeps' : 'holds';
  return `${shortName(leaf.function)} ${verb} ${shareOf(top.delta, comparison.delta, amount)}${noun} that were added`;
}

/** `271 of the 314 MiB`, the unit said once; `all of the 378` where a path grew by no less than the whole. */
function shareOf(part: number, whole: number, amount: (value: number) => string): string {
  const all = amount(whole);
  if (part >= whole || amount(part) === all) return `all of the ${all}`;
  const [figure, unit] = amount(part).split(' ');
  return `${unit === all.split(' ')[1] ? figure : amount(part)} of the ${all}`;
}
