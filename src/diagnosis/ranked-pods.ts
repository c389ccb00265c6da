import type { Instant } from '../foundation/clock.ts';
import { formatBytes } from '../measurement/bytes.ts';
import { DAY } from '../measurement/duration.ts';
import { countOf } from '../measurement/share.ts';
import { formatClock, formatInstant } from '../measurement/time.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import type { NextKill } from '../metrics/next-kill.ts';
import { shortPodNames } from '../service/pod-name.ts';
import { besideWorst } from './beside-worst.ts';
import { memoryOf } from './charged-memory.ts';
import { forecast } from './forecast.ts';
import type { Growth } from './growth.ts';
import { judgedByHistory } from './judged-by-history.ts';
import { memoryGrowth } from './memory-growth.ts';
import { chosenPod, type Observation } from './observation.ts';
import { predecessorsOf } from './predecessors.ts';
import type { RankedPod } from './ranked-pod.ts';
import { type RateNow, rateNow } from './rate-now.ts';
import { bySuspicion } from './suspicion.ts';

/** Judges every pod by itself; worst first. */
export function rankPods(observation: Observation): readonly RankedPod[] {
  const names = shortPodNames(observation.pods.map((pod) => pod.pod));
  const ranked = observation.pods.map((memory) => {
    const name = names.get(memory.pod) ?? memory.pod;
    const own = memoryGrowth(observation, memory, observation.pods.length);
    const growth = judgedByHistory(observation, memory, own);
    const nextKill = forecast(observation, memory, growth);
    const level = memoryOf(observation, memory).values.at(-1) ?? 0;
    const rate = overDays(rateNow(observation, memory, growth), growth, nextKill);
    const caption = captionOf(memory, { name, level, nextKill });
    return { pod: memory.pod, name, caption, memory, level, growth, rate, nextKill };
  });
  return besideWorst(observation, bySuspicion(observation, ranked));
}

/** The last part of a run within a day shows how the traffic goes: whole days show how fast it climbs. */
function overDays(rate: RateNow, { lives }: Growth, nextKill: NextKill | undefined): RateNow {
  const { pace, perHour } = rate;
  const daily = nextKill?.dailyMean;
  if (daily === undefined || lives > 1 || pace?.stands !== undefined || perHour <= 0) return rate;
  return pace?.slowed === true || perHour > UNLIKE * daily ? { perHour: daily, ofThisRun: true, overDays: true } : rate;
}

/** Times. A rate that is more than so many times that of whole days is one of the traffic. */
const UNLIKE = 1.25;

/**
 * Whether the chosen pod is young beside the runs before it, which were level: what grew in it is part of its start. Runs
 * of another revision show nothing about a part that grows while its memory is level.
 */
export function startsAsBefore(observation: Observation): boolean {
  const pod = chosenPod(observation);
  const before = pod && predecessorsOf(pod, observation.pods);
  if (pod === undefined || before === undefined) return false;
  return !(before.before ?? 'job').startsWith('another') || memoryGrowth(observation, pod).answer !== 'no';
}

function captionOf(pod: PodMemory, { name, level, nextKill }: Pick<RankedPod, 'name' | 'level' | 'nextKill'>): string {
  const kills = pod.kills.length === 0 ? '' : `, ${countOf(pod.kills.length, 'kill')}`;
  const what = nextKill?.heapFull === true ? 'heap full' : 'next';
  const about = nextKill?.open === true || nextKill?.wide === true ? 'not before' : 'about';
  const when = about === 'about' ? nextKill?.at : nextKill?.earliest;
  const next = when === undefined ? '' : `, ${what} ${about} ${predicted(when, pod)}`;
  return `${name} — ${formatBytes(level)}${kills}${next}`;
}

/** The time of day for what comes within half a day, else with its day. */
function predicted(at: Instant, pod: PodMemory): string {
  const now = pod.rss.times.at(-1) ?? at;
  return `${at - now > DAY / 2 ? formatInstant(at) : formatClock(at)} UTC`;
}
