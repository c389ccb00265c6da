import type { ContainerRun } from '../attribution/container-run.ts';
import { formatBytes, formatBytesPair } from '../measurement/bytes.ts';
import { formatCount } from '../measurement/count.ts';
import type { PodMemory } from '../metrics/lifetime.ts';
import { quantile, typicalStep } from '../metrics/track.ts';
import { guideTo } from '../runtime/runtimes.ts';
import type { CaseFile } from './case-file.ts';
import { partOfGrowth } from './climb.ts';
import { clockLine } from './clock-of-kills.ts';
import { socketsSaid } from './connections-came.ts';
import { explanationOf } from './explanation.ts';
import type { FindingKind } from './finding.ts';
import { kernelLine } from './kernel-line.ts';
import { isLeftInPod } from './left-in-pod.ts';
import { levelCause } from './level-cause.ts';
import { loadLink } from './load.ts';
import { nodeLines } from './lost-node.ts';
import { manyProcesses, processesSaid } from './many-processes.ts';
import { nodeAtKillLines } from './node-ran-out.ts';
import { limitOf, type Observation } from './observation.ts';
import { cacheIsSeparate, wholeCacheLine } from './page-cache.ts';
import { endMeans, endsOf } from './restarts.ts';
import { settlingOf } from './settling.ts';
import { holdMoreThanStacks, threadShareLine } from './thread-share.ts';

/** Share of what memory gained. Where most of it is room of a heap, that is what the case is about. */
const MOSTLY_ROOM = 0.5;

function unusedHeap(observation: Observation): readonly string[] {
  const attribution = explanationOf(observation);
  if (attribution === undefined) return [];
  const { ledger, whole } = attribution;
  const gained = ledger.end.total - ledger.base.total;
  const room = gained - whole;
  return room > ledger.tolerance && room >= MOSTLY_ROOM * gained
    ? [
        `${formatBytes(Math.min(room, gained))} of the ${formatBytes(gained)} that memory gained is unused heap: free space and garbage.`,
      ]
    : [];
}

/** The figures of a cause that memory alone does not show: the page cache beside it, the traffic it follows. */
export function causeLines(
  kind: FindingKind,
  { observation, steps }: Pick<CaseFile, 'observation' | 'steps'>,
  pod: PodMemory,
): readonly string[] {
  switch (kind) {
    case 'page-cache':
      // The question about memory quotes the same figures, where they fill the limit.
      return (levelCause(observation, pod) ?? explanationOf(observation)) ? [] : cacheLine(observation, pod);
    case 'restarts-not-memory':
      return endLine(observation, pod);
    case 'burst':
    case 'limit-too-small':
      return [...clockLine(pod.kills, typicalStep(pod.rss)), ...nodeAtKillLines(pod)];
    case 'load-driven':
      return trafficLine(observation, pod);
    case 'shared-memory':
      return isLeftInPod(observation)
        ? []
        : ['No metric shows whether files in a memory-backed volume or shared memory of the processes fill it.'];
    case 'kernel-memory':
      return [
        ...kernelLine(
          observation,
          pod,
          steps.some(({ step, answer }) => step === 'outside-heap-growing' && answer === 'yes'),
        ),
        ...countLine(observation, pod, { quantity: 'sockets', noun: 'sockets', metric: 'container_sockets' }),
        ...multipliedLine(observation, pod, explanationOf(observation)?.ledger.run),
      ];
    case 'native-growth':
      return processesLine(observation, pod);
    case 'thread-leak':
      // Where the runtime counts them, the question about their number has said it.
      return shareOfThreads(observation) ?? threadsLine(observation, pod);
    case 'no-growth':
      return connectionsLine(observation, pod);
    case 'not-enough-data':
      return anonymousLine(observation, pod);
    default:
      return [];
  }
}

/** What widens the answer about memory, which comes before it. */
export function widerLines(kind: FindingKind, observation: Observation, pod: PodMemory): readonly string[] {
  if (kind === 'no-growth' || kind === 'warm-up') return unusedHeap(observation);
  return kind === 'page-cache' ? wholeCacheLine(observation, limitOf(observation, pod)) : [];
}

/** What memory that stopped growing rose with. */
function connectionsLine(observation: Observation, pod: PodMemory): readonly string[] {
  const settling = settlingOf(observation, pod);
  if (settling.kind !== 'stopped' || settling.connections === undefined) return [];
  return [`${socketsSaid(settling.connections)} in the same time (container_sockets), and they stay.`];
}

/** What the container shows of a process whose runtime exposes nothing: what it is not, and what multiplied with it. */
function anonymousLine(observation: Observation, pod: PodMemory): readonly string[] {
  const attribution = observation.runs?.pod === pod.pod ? explanationOf(observation) : undefined;
  const { leader } = attribution ?? {};
  if (attribution === undefined || leader?.cause !== 'anonymous' || attribution.unstable.includes('growth')) return [];
  const many = manyProcesses(observation, pod);
  return [
    `Anonymous memory of its processes is ${partOfGrowth(leader, attribution)}${leader.share >= NEARLY_ALL ? ': no files, no kernel memory' : ''}.`,
    ...(many === undefined
      ? multipliedLine(observation, pod, attribution.ledger.run)
      : [`${processesSaid(many)} (container_processes): memory follows their number.`]),
  ];
}

/** What multiplied while memory grew: processes, of which each has a thread, before threads. */
function multipliedLine(observation: Observation, pod: PodMemory, run: ContainerRun | undefined): readonly string[] {
  const multiplied = (
    [
      ['processes', 'processes'],
      ['container-threads', 'threads'],
    ] as const
  ).filter(([quantity]) => {
    const values = run?.tracks[quantity]?.track.values ?? [];
    return (values.at(-1) ?? 0) >= MULTIPLIED * Math.max(1, values[0] ?? 0);
  });
  return multiplied
    .slice(0, 1)
    .flatMap(([quantity, noun]) => countLine(observation, pod, { quantity, noun, metric: `container_${noun}` }));
}

/** Share of the growth. The rest is less than the noise of the figures. */
const NEARLY_ALL = 0.9;
/** Times. A count that rose by less did not multiply. */
const MULTIPLIED = 2;

interface Counted {
  readonly quantity: 'sockets' | 'container-threads' | 'processes';
  readonly noun: string;
  readonly metric: string;
}

/** `58 → 9,412 sockets in one container run (container_sockets).` */
function countLine(observation: Observation, pod: PodMemory, { quantity, noun, metric }: Counted): readonly string[] {
  const { runs } = observation;
  if (runs?.pod !== pod.pod) return [];
  const run = explanationOf(observation)?.ledger.run ?? runs.runs.at(-1);
  const values = run?.tracks[quantity]?.track.values;
  const [from, to] = [values?.[0], values?.at(-1)];
  if (values === undefined || from === undefined || to === undefined || values.length < 2) return [];
  const said = from === to ? `${formatCount(to)} ${noun}` : `${formatCount(from)} → ${formatCount(to)} ${noun}`;
  return [`${said} in one container run (${metric}).`];
}

/** What shows that it is not the main process. */
function processesLine(observation: Observation, pod: PodMemory): readonly string[] {
  const { leader, ledger } = explanationOf(observation) ?? {};
  if (leader?.cause !== 'processes' || ledger === undefined) return [];
  const own = [ledger.base, ledger.end].map(({ figures }) => figures['process-rss'] ?? 0);
  return [
    `The main process stands at ${formatBytesPair(own[0] ?? 0, own[1] ?? 0)} (process_resident_memory_bytes): other processes of the container have the rest.`,
    ...countLine(observation, pod, { quantity: 'processes', noun: 'processes', metric: 'container_processes' }),
  ];
}

function threadsLine(observation: Observation, pod: PodMemory): readonly string[] {
  return observation.measured.threads === undefined
    ? countLine(observation, pod, { quantity: 'container-threads', noun: 'threads', metric: 'container_threads' })
    : [];
}

function shareOfThreads(observation: Observation): readonly string[] | undefined {
  const attribution = explanationOf(observation);
  const line = attribution && threadShareLine(attribution);
  if (attribution === undefined || line === undefined) return undefined;
  const { threadHolds } = guideTo(observation.runtime).words;
  return threadHolds !== undefined && holdMoreThanStacks(attribution) ? [line, threadHolds] : [line];
}

function endLine(observation: Observation, pod: PodMemory): readonly string[] {
  const restarts = endsOf(observation, pod);
  return restarts === undefined
    ? []
    : [endMeans(restarts, observation.place), ...nodeLines(observation, pod), ...nodeAtKillLines(pod)];
}

function cacheLine(observation: Observation, pod: PodMemory): readonly string[] {
  const workingSet = observation.measured['working-set']?.track.values;
  if (workingSet === undefined || workingSet.length === 0) return [];
  const high = quantile(workingSet, 0.95);
  const own = quantile(pod.rss.values, 0.95);
  const limit = limitOf(observation, pod);
  const of = limit === undefined ? '' : ` of the limit of ${formatBytes(limit)}`;
  const what = cacheIsSeparate(observation) ? 'page cache' : 'page cache or memory-backed files';
  return [`The working set reaches ${formatBytes(high)}${of}, and ${formatBytes(high - own)} of it is ${what}.`];
}

function trafficLine(observation: Observation, pod: PodMemory): readonly string[] {
  const link = loadLink(observation, pod);
  if (link === undefined) return [];
  const perMinute = (perHour: number) => formatCount(Math.round(perHour / 60));
  return [`Memory rises and falls with ${perMinute(link.low)} to ${perMinute(link.high)} requests/min.`];
}
