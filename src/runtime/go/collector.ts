import { type Bytes, formatBytes, MiB } from '../../measurement/bytes.ts';
import { HOUR, SECOND } from '../../measurement/duration.ts';
import { formatShare } from '../../measurement/share.ts';
import type { CollectorFigures, GcFault } from '../collector-figures.ts';
import type { CollectorRules } from '../collector-rules.ts';
import type { Figures } from '../memory-parts.ts';

/** GOMEMLIMIT that is not set is reported as the largest 64-bit number. */
const UNSET: Bytes = 2 ** 60;
/** GOGC=off is reported as a huge or a negative number. */
const GOGC_OFF = 1e6;
/** A live heap under this share of the limit would leave room, if the collector knew the limit. */
const ROOMY_HEAP = 0.5;
/** The collector's goal must stay below this share of the limit. */
const SAFE_GOAL = 0.85;
/** A GOMEMLIMIT that leaves the heap this little more than what is live makes the collector run without end. */
const THRASHING = 1.1;
/** A service that collects less often than every fifth second burns no processor on it. */
const WITHOUT_END = (0.2 * HOUR) / SECOND;

/** The runtime's least goal at GOGC=100: below it the goal shows nothing of what is live. */
const LEAST_GOAL: Bytes = 4 * MiB;
/** A goal within this share of the least one is the least one. */
const ROUNDED = 1.02;
/**
 * A goal this near to what GOMEMLIMIT leaves the heap is set by it, not by what is live. The runtime takes off 3 % and what
 * lies unused in spans besides (memoryLimitHeapGoal in mgcpacer.go), of which no metric at hand shows how much.
 */
const NEAR_MEMORY_LIMIT = 0.82;

const OF_GOAL = ['gogc', 'gomemlimit', 'stacks', 'heap-inuse', 'heap-idle', 'runtime-sys'] as const;

export const goCollector: CollectorRules = {
  collectsLate: false,
  // Stacks count since Go 1.18.
  liveByGoal: {
    goal: 'next-collection',
    beside: OF_GOAL,
    plannedWith: 'stacks',
    atMost: 'heap-inuse',
    live: liveByGoal,
  },
  goal: 'gomemlimit',
  hiddenGoal: (figures) =>
    collectsWithoutEnd(figures) ? 'a GOMEMLIMIT that keeps the collector too short' : undefined,
  fault: goGcFault,
};

/** GOGC as a share (1 for 100); undefined where it is off or no metric reports it. */
export function gogcOf(percent: number | undefined): number | undefined {
  return percent === undefined || gogcIsOff(percent) ? undefined : percent / 100;
}

/** Whether the collector runs only when GOMEMLIMIT is reached. */
export function gogcIsOff(percent: number | undefined): boolean {
  return percent !== undefined && (percent < 0 || percent > GOGC_OFF);
}

/** GOMEMLIMIT, where it is set. */
export function memoryLimitOf(value: Bytes | undefined): Bytes | undefined {
  return value === undefined || value >= UNSET ? undefined : value;
}

/**
 * Go sets its next goal to live × (1 + GOGC/100), where stacks count as live too. Measured with Go 1.26: within 0.1 MiB
 * at 20 to 107 MiB. Not where GOMEMLIMIT or the least goal sets it.
 */
function liveByGoal(figures: Figures): Bytes | undefined {
  const { 'next-collection': goal = 0, gogc, stacks = 0, 'heap-inuse': used } = figures;
  const share = gogcOf(gogc);
  const left = leftToHeap(figures);
  if (share === undefined || share === 0 || goal <= LEAST_GOAL * share * ROUNDED) return undefined;
  if (left !== undefined && goal >= NEAR_MEMORY_LIMIT * left) return undefined;
  const live = goal / (1 + share) - (stacks * share) / (1 + share);
  return Math.min(Math.max(0, live), used ?? live);
}

/** What GOMEMLIMIT leaves the heap beside stacks and the runtime's own tables; undefined where it is not set. */
function leftToHeap({
  gomemlimit,
  'runtime-sys': sys,
  'heap-inuse': inuse,
  'heap-idle': idle,
}: Figures): Bytes | undefined {
  const limit = memoryLimitOf(gomemlimit);
  if (limit === undefined) return undefined;
  return sys === undefined || inuse === undefined || idle === undefined
    ? limit
    : limit - Math.max(0, sys - inuse - idle);
}

/** What is wrong with GOGC or GOMEMLIMIT for a container limit; undefined when nothing is wrong or no metric shows it. */
function goGcFault(figures: CollectorFigures, limit: Bytes | undefined): GcFault | undefined {
  // What is allocated holds garbage: its goal would count that a second time.
  const heap = figures.liveHeap()?.high;
  const memlimit = figures.latest('gomemlimit');
  if (heap === undefined || memlimit === undefined) return undefined;
  const isSet = memoryLimitOf(memlimit) !== undefined;
  if (isSet && memlimit - besideHeap(figures) < heap * THRASHING && collectsWithoutEnd(figures)) {
    return {
      kind: 'starves',
      said: `GOMEMLIMIT is ${formatBytes(memlimit)}, hardly above the live heap of ${formatBytes(heap)}: the collector runs without end${howOften(figures)}.`,
    };
  }
  if (limit === undefined) return undefined;
  // Without the metric GOGC is taken to be Go's default; "off" is a huge or negative number.
  const percent = figures.latest('gogc') ?? 100;
  const off = gogcIsOff(percent);
  const goal = off ? Number.POSITIVE_INFINITY : heap * (1 + percent / 100);
  const bounded = isSet && memlimit <= limit;
  if (bounded || heap > ROOMY_HEAP * limit || goal < SAFE_GOAL * limit) return undefined;
  const setting = isSet ? `GOMEMLIMIT ${formatBytes(memlimit)} is above the limit` : 'GOMEMLIMIT is not set';
  const reach = off ? 'GOGC is off' : `GOGC ${Math.round(percent)} lets the heap reach ${formatBytes(goal)}`;
  return {
    kind: 'outgrows',
    said: `${setting} and ${reach}, though only ${formatBytes(heap)} (${formatShare(heap / limit)} of the limit) is live.`,
  };
}

/** GOMEMLIMIT also holds stacks and the runtime's own tables. */
function besideHeap({ latest }: CollectorFigures): Bytes {
  const sys = latest('runtime-sys');
  const inuse = latest('heap-inuse');
  const idle = latest('heap-idle');
  return sys === undefined || inuse === undefined || idle === undefined ? 0 : Math.max(0, sys - inuse - idle);
}

/** Whether the collector runs all the time; where no metric counts collections it may. */
function collectsWithoutEnd(figures: CollectorFigures): boolean {
  return (figures.usual('collections') ?? WITHOUT_END) >= WITHOUT_END;
}

function howOften(figures: CollectorFigures): string {
  const perHour = figures.usual('collections');
  return perHour === undefined ? '' : `, ${Math.round((perHour / HOUR) * SECOND * 10) / 10} times a second`;
}
